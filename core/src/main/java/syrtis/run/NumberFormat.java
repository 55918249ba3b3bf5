package syrtis.run;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import syrtis.type.FileException;

/**
 * A conversion of Python's {@code %}: {@code %.18e}, {@code %8.3f}, {@code %g}, {@code %d}, {@code %s}. Digits are those of the
 * exact value, correctly rounded, as C's {@code printf} has them (Java's own formatter starts from the shortest form).
 *
 * @param flags among {@code -}, {@code +}, blank and {@code 0}
 * @param width characters at least
 * @param precision digits; -1 if none is given
 * @param conversion one of {@code e f g d i s}, or {@code E F G}
 */
record NumberFormat(String before, String flags, int width, int precision, char conversion, String after) {
    private static final Pattern SYNTAX =
            Pattern.compile("([^%]*)%([-+ 0]*)(\\d{0,4})(?:\\.(\\d{0,4}))?([eEfFgGdis])([^%]*)", Pattern.DOTALL);
    private static final int USUAL_PRECISION = 6;
    private static final int LONGEST_PLAIN = 16; // From here on Python's str() uses an exponent.

    static NumberFormat of(String text) {
        Matcher matcher = SYNTAX.matcher(text);
        if (!matcher.matches()) {
            throw new FileException("savetxt cannot use the format '" + text + "': give one conversion for all columns, like "
                    + "%.18e, %.3f, %g, %d or %s");
        }
        return new NumberFormat(
                matcher.group(1), matcher.group(2), matcher.group(3).isEmpty() ? 0 : Integer.parseInt(matcher.group(3)),
                matcher.group(4) == null ? -1 : matcher.group(4).isEmpty() ? 0 : Integer.parseInt(matcher.group(4)),
                matcher.group(5).charAt(0), matcher.group(6));
    }

    /** Appends a float; {@code shortest} is its shortest decimal form. */
    void append(StringBuilder out, double value, String shortest) {
        boolean negative = Double.doubleToRawLongBits(value) < 0 && !Double.isNaN(value);
        String digits;
        if (!Double.isFinite(value)) {
            digits = Double.isNaN(value) ? "nan" : "inf";
        } else {
            digits = switch (conversion) {
                case 'e', 'E' -> exponential(Math.abs(value), precision < 0 ? USUAL_PRECISION : precision);
                case 'f', 'F' -> fixed(Math.abs(value));
                case 'g', 'G' -> general(Math.abs(value), precision < 0 ? USUAL_PRECISION : precision);
                case 's' -> python(shortest.startsWith("-") ? shortest.substring(1) : shortest);
                default -> integer(Math.abs(value));
            };
        }
        pad(out, negative && !(isInteger() && digits.equals("0")), digits);
    }

    /** Appends an integer, given as text. */
    void appendInteger(StringBuilder out, String value) {
        boolean negative = value.startsWith("-");
        pad(out, negative, negative ? value.substring(1) : value);
    }

    /** Whether integers keep their form. */
    boolean isInteger() {
        return conversion == 'd' || conversion == 'i';
    }

    boolean isShortest() {
        return conversion == 's';
    }

    private void pad(StringBuilder out, boolean negative, String digits) {
        boolean isText = isShortest();
        String sign = negative ? "-" : isText ? "" : flags.contains("+") ? "+" : flags.contains(" ") ? " " : "";
        String body = Character.isUpperCase(conversion) ? digits.toUpperCase(java.util.Locale.ROOT) : digits;
        int blanks = Math.max(0, width - sign.length() - body.length());
        out.append(before);
        if (flags.contains("-")) {
            out.append(sign).append(body).repeat(' ', blanks);
        } else if (flags.contains("0") && !isText) {
            out.append(sign).repeat('0', blanks).append(body);
        } else {
            out.repeat(' ', blanks).append(sign).append(body);
        }
        out.append(after);
    }

    private static String integer(double value) {
        return new BigDecimal(value).setScale(0, RoundingMode.DOWN).toPlainString();
    }

    private String fixed(double value) {
        return new BigDecimal(value)
                .setScale(precision < 0 ? USUAL_PRECISION : precision, RoundingMode.HALF_EVEN)
                .toPlainString();
    }

    private static String exponential(double value, int digits) {
        if (value == 0) {
            return "0" + (digits > 0 ? "." + "0".repeat(digits) : "") + "e+00";
        }
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(digits + 1, RoundingMode.HALF_EVEN));
        String text = rounded.unscaledValue().toString();
        int exponent = text.length() - 1 - rounded.scale();
        String mantissa = text.length() > digits ? text.substring(0, digits + 1) : text + "0".repeat(digits + 1 - text.length());
        return mantissa.charAt(0) + (digits > 0 ? "." + mantissa.substring(1) : "") + exponent(exponent);
    }

    private static String exponent(int exponent) {
        int size = Math.abs(exponent);
        return "e" + (exponent < 0 ? "-" : "+") + (size < 10 ? "0" : "") + size;
    }

    private static String general(double value, int precision) {
        int digits = Math.max(1, precision);
        String text = exponential(value, digits - 1);
        int at = text.indexOf('e');
        int exponent = Integer.parseInt(text.substring(at + 1));
        if (exponent < -4 || exponent >= digits) {
            return trimmed(text.substring(0, at)) + text.substring(at);
        }
        return trimmed(new BigDecimal(value)
                .setScale(digits - 1 - exponent, RoundingMode.HALF_EVEN)
                .toPlainString());
    }

    private static String trimmed(String number) {
        if (number.indexOf('.') < 0) {
            return number;
        }
        int end = number.length();
        while (number.charAt(end - 1) == '0') {
            end--;
        }
        return number.substring(0, number.charAt(end - 1) == '.' ? end - 1 : end);
    }

    /** The fewest digits that mean this double. */
    static String shortest(double value) {
        String text = Double.toString(value);
        String shorter = oneDigit(text);
        return shorter.isEmpty() || Double.parseDouble(shorter) != value ? text : shorter;
    }

    /** The fewest digits that mean this float. */
    static String shortest(float value) {
        String text = Float.toString(value);
        String shorter = oneDigit(text);
        return shorter.isEmpty() || Float.parseFloat(shorter) != value ? text : shorter;
    }

    /** Java always gives two digits, as in {@code 4.9E-324}; one may do. Empty where there are more than two. */
    private static String oneDigit(String text) {
        int point = text.indexOf('.');
        boolean isTwo = text.indexOf('E') == point + 2 && point >= 1;
        return isTwo ? new BigDecimal(text).round(new MathContext(1, RoundingMode.HALF_EVEN)).toString() : "";
    }

    /** Python's {@code str} of a float, from the same digits as Java writes them. */
    private static String python(String shortest) {
        BigDecimal value = new BigDecimal(shortest).stripTrailingZeros();
        if (value.signum() == 0) {
            return "0.0";
        }
        String digits = value.unscaledValue().toString();
        int exponent = digits.length() - 1 - value.scale();
        if (exponent < -4 || exponent >= LONGEST_PLAIN) {
            return digits.charAt(0) + (digits.length() > 1 ? "." + digits.substring(1) : "") + exponent(exponent);
        }
        String plain = value.toPlainString();
        return plain.indexOf('.') < 0 ? plain + ".0" : plain;
    }
}
