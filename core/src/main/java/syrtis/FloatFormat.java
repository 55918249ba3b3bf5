package syrtis;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import syrtis.type.Dtype;

/**
 * How NumPy writes a column of floats: with the fewest digits that tell a number from its neighbours, at most {@value
 * #PRECISION} of them after the point; all numbers with an exponent if the largest is large, the least is small, or
 * they are more than 1000 apart.
 *
 * @param dtype float32 or float64
 * @param isScientific whether numbers have exponents
 * @param isSigned whether positive numbers have a sign
 * @param left characters before the point
 * @param right characters after the point
 * @param exponent digits of the exponent
 */
record FloatFormat(Dtype dtype, boolean isScientific, boolean isSigned, int left, int right, int exponent) {
    private static final int PRECISION = 8;

    /** The format of these numbers. */
    static FloatFormat of(double[] numbers, Dtype dtype, boolean isSigned) {
        double most = 0;
        double least = Double.POSITIVE_INFINITY;
        boolean isFinite = true;
        boolean isNegativeInfinite = false;
        for (double number : numbers) {
            isFinite &= Double.isFinite(number);
            isNegativeInfinite |= number == Double.NEGATIVE_INFINITY;
            if (Double.isFinite(number) && number != 0) {
                most = Math.max(most, Math.abs(number));
                least = Math.min(least, Math.abs(number));
            }
        }
        FloatFormat free = new FloatFormat(dtype, most > 0 && isFar(most, least, dtype), isSigned, 0, 0, 0);
        int left = 0;
        int right = 0;
        int exponent = 0;
        boolean isAny = false;
        for (double number : numbers) {
            if (Double.isFinite(number)) {
                isAny = true;
                String text = free.isScientific ? free.scientific(number, PRECISION, false) : free.positional(number);
                int point = text.indexOf('.');
                int end = text.indexOf('e') < 0 ? text.length() : text.indexOf('e');
                left = Math.max(left, point);
                right = Math.max(right, end - point - 1);
                exponent = Math.max(exponent, text.length() - end - 2);
            }
        }
        if (!isFinite) {
            int behind = 1 + (free.isScientific && isAny ? exponent + 2 + right : right);
            left = Math.max(left, Math.max(3 - behind, 3 + (isSigned || isNegativeInfinite ? 1 : 0) - behind));
        }
        return new FloatFormat(dtype, free.isScientific, isSigned, left, right, exponent);
    }

    private static boolean isFar(double most, double least, Dtype dtype) {
        return dtype == Dtype.FLOAT32
                ? most >= 1e6 || (float) least < 1e-4f || (float) most / (float) least > 1000
                : most >= 1e8 || least < 1e-4 || most / least > 1000;
    }

    /** The number in its column. */
    String text(double number) {
        if (!Double.isFinite(number)) {
            String sign = number < 0 ? "-" : isSigned ? "+" : "";
            String word = sign + (Double.isNaN(number) ? "nan" : "inf");
            int width = left + 1 + (isScientific ? exponent + 2 + right : right);
            return " ".repeat(Math.max(0, width - word.length())) + word;
        }
        String text = isScientific ? scientific(number, right, true) : positional(number);
        int point = text.indexOf('.');
        String padded = " ".repeat(Math.max(0, left - point)) + text;
        return isScientific ? padded : padded + " ".repeat(right - (text.length() - point - 1));
    }

    private String sign(double number) {
        return Math.copySign(1, number) < 0 ? "-" : isSigned ? "+" : "";
    }

    /** {@code 12.5}, {@code 3.}: the fewest digits, at most {@value #PRECISION} after the point. */
    private String positional(double number) {
        BigDecimal digits = shortest(number, dtype);
        if (digits.scale() > PRECISION) {
            digits = new BigDecimal(number).abs().setScale(PRECISION, RoundingMode.HALF_EVEN);
        }
        String plain = trimmed(digits).toPlainString();
        return sign(number) + plain + (plain.indexOf('.') < 0 ? "." : "");
    }

    /**
     * {@code 1.25e+10}: {@code precision} digits after the point, or as few as tell the number if not {@code filled}.
     */
    private String scientific(double number, int precision, boolean filled) {
        BigDecimal digits = shortest(number, dtype);
        if (filled || digits.precision() > precision + 1) {
            digits = new BigDecimal(number).abs().round(new MathContext(precision + 1, RoundingMode.HALF_EVEN));
        }
        digits = trimmed(digits);
        int power = digits.signum() == 0 ? 0 : digits.precision() - digits.scale() - 1;
        String unscaled = digits.unscaledValue().toString();
        String fraction = unscaled.substring(1);
        String zeros = filled ? "0".repeat(Math.max(0, precision - fraction.length())) : "";
        return sign(number) + unscaled.charAt(0) + "." + fraction + zeros + exponentText(power, Math.max(2, exponent));
    }

    private static String exponentText(int power, int digits) {
        String plain = Integer.toString(Math.abs(power));
        return "e" + (power < 0 ? "-" : "+") + "0".repeat(Math.max(0, digits - plain.length())) + plain;
    }

    /** The least digits that read back as |number|. */
    private static BigDecimal shortest(double number, Dtype dtype) {
        boolean isFloat32 = dtype == Dtype.FLOAT32;
        String text = isFloat32 ? Float.toString((float) number) : Double.toString(number);
        BigDecimal digits = trimmed(new BigDecimal(text).abs());
        // Java writes two digits at least, where one may do.
        BigDecimal one = digits.round(new MathContext(1));
        boolean isSame =
                isFloat32 ? one.floatValue() == Math.abs((float) number) : one.doubleValue() == Math.abs(number);
        return isSame ? trimmed(one) : digits;
    }

    private static BigDecimal trimmed(BigDecimal digits) {
        return digits.signum() == 0 ? BigDecimal.ZERO : digits.stripTrailingZeros();
    }

    // ---- single numbers

    /** One number without a column: {@code 3.0}, {@code 1e+16}. */
    static String scalar(double number, Dtype dtype) {
        String text = part(number, dtype);
        return Double.isFinite(number) && text.indexOf('.') < 0 && text.indexOf('e') < 0 ? text + ".0" : text;
    }

    /** One complex number without a column: {@code (1+2j)}, {@code 2j}. */
    static String scalar(double real, double imaginary, Dtype dtype) {
        String im = part(imaginary, dtype) + "j";
        if (real == 0 && Math.copySign(1, real) > 0) {
            return im;
        }
        return "(" + part(real, dtype) + (im.startsWith("-") ? "" : "+") + im + ")";
    }

    private static String part(double number, Dtype dtype) {
        if (!Double.isFinite(number)) {
            return Double.isNaN(number) ? "nan" : number < 0 ? "-inf" : "inf";
        }
        String sign = Math.copySign(1, number) < 0 ? "-" : "";
        BigDecimal digits = shortest(number, dtype);
        int power = digits.signum() == 0 ? 0 : digits.precision() - digits.scale() - 1;
        double size = Math.abs(number);
        if (size == 0 || (size >= 1e-4 && size < (dtype == Dtype.FLOAT32 ? 1e6 : 1e16))) {
            return sign + digits.toPlainString();
        }
        String unscaled = digits.unscaledValue().toString();
        String fraction = unscaled.length() > 1 ? "." + unscaled.substring(1) : "";
        return sign + unscaled.charAt(0) + fraction + exponentText(power, 2);
    }
}
