package syrtis.program;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import syrtis.program.Value.Num;

/** Values as Python writes them: {@code 1e+16}, {@code (1, 2.5)}, {@code 'text'}; and the formats of f-strings. */
final class Repr {
    private static final Pattern FORMAT =
            Pattern.compile("(?:(.)?([<>^=]))?([-+ ])?(0)?(\\d{1,4})?([,_])?(?:\\.(\\d{1,3}))?([a-zA-Z%])?");

    private Repr() {}

    /** What {@code repr(value)} gives. */
    static String of(Value value) {
        return switch (value) {
            case Value.Bool bool -> bool.value() ? "True" : "False";
            case Value.Int integer -> Long.toString(integer.value());
            case Value.Big big -> big.value().toString();
            case Value.Real real -> real(real.value());
            case Value.Complex complex -> complex(complex);
            case Value.Str str -> quoted(str.value());
            case Value.Tuple tuple ->
                "(" + joined(tuple.items()) + (tuple.items().size() == 1 ? ",)" : ")");
            case Value.Items list -> "[" + joined(list.items()) + "]";
            case Value.Range range ->
                range.step() == 1
                        ? "range(%d, %d)".formatted(range.start(), range.stop())
                        : "range(%d, %d, %d)".formatted(range.start(), range.stop(), range.step());
            case Value.Slice slice ->
                "slice(%s, %s, %s)".formatted(of(slice.start()), of(slice.stop()), of(slice.step()));
            case Value.Special special -> special == Value.Special.NONE ? "None" : "Ellipsis";
            case Value.Array array -> array.array().toString();
            case Value.Type type -> type.dtype().label();
            case Value.Namespace _, Value.Foreign _, Value.Callable _ -> "<" + value.describe() + ">";
        };
    }

    /** What {@code str(value)} gives: strings without quotes. */
    static String text(Value value) {
        return value instanceof Value.Str str ? str.value() : of(value);
    }

    /** What {@code format(value, spec)} gives, for numbers and strings. */
    static String format(Value value, String spec) {
        if (spec.isEmpty()) {
            return text(value);
        }
        Matcher parts = FORMAT.matcher(spec);
        if (!parts.matches()) {
            throw new Mistake("'" + spec + "' is no format: use one like '.3f', '8.2e', '>10' or 'd'");
        }
        Value plain = value instanceof Value.Array array ? Elements.number(array.array()) : value;
        int precision = parts.group(7) == null ? -1 : Integer.parseInt(parts.group(7));
        String kind = parts.group(8) == null ? "" : parts.group(8);
        String body = plain instanceof Num number
                ? number(number, kind, precision, parts.group(6), spec)
                : cut(plain, kind, precision, spec);

        boolean signed = plain instanceof Num
                && !body.startsWith("-")
                && parts.group(3) != null
                && !parts.group(3).equals("-");
        String sign = body.startsWith("-") && plain instanceof Num ? "-" : signed ? parts.group(3) : "";
        String digits = sign.equals("-") ? body.substring(1) : body;
        int width = parts.group(5) == null ? 0 : Integer.parseInt(parts.group(5));
        boolean zeros = parts.group(4) != null && parts.group(2) == null;
        String fill = parts.group(1) != null ? parts.group(1) : zeros ? "0" : " ";
        String align = parts.group(2) != null ? parts.group(2) : zeros ? "=" : plain instanceof Num ? ">" : "<";
        int missing = Math.max(0, width - sign.length() - digits.length());
        return switch (align) {
            case "<" -> sign + digits + fill.repeat(missing);
            case "^" -> fill.repeat(missing / 2) + sign + digits + fill.repeat(missing - missing / 2);
            case "=" -> sign + fill.repeat(missing) + digits;
            default -> fill.repeat(missing) + sign + digits;
        };
    }

    private static String cut(Value value, String kind, int precision, String spec) {
        if (!kind.isEmpty() && !kind.equals("s")) {
            throw new Mistake("the format '" + spec + "' is for numbers, got " + value.describe());
        }
        String text = text(value);
        return precision >= 0 && precision < text.length() ? text.substring(0, precision) : text;
    }

    private static String number(Num number, String kind, int precision, @Nullable String grouping, String spec) {
        boolean isInteger = Numbers.isInteger(number);
        if (number instanceof Value.Complex
                || kind.equals("s")
                || (kind.isEmpty() && precision < 0 && grouping == null)) {
            return of(number);
        }
        if (kind.equals("d") || (kind.isEmpty() && isInteger && precision < 0)) {
            if (!isInteger) {
                throw new Mistake("the format '" + spec + "' is for integers, got " + number.describe());
            }
            return grouped(Numbers.big(number).toString(), grouping);
        }
        if (isInteger && "xXob".contains(kind) && !kind.isEmpty()) {
            long value = Numbers.integer(number);
            String digits = Long.toString(Math.abs(value), kind.equals("o") ? 8 : kind.equals("b") ? 2 : 16);
            return (value < 0 ? "-" : "") + (kind.equals("X") ? digits.toUpperCase(Locale.ROOT) : digits);
        }
        double value = Numbers.real(number);
        if (!Double.isFinite(value)) {
            return real(value);
        }
        int places = precision < 0 ? 6 : precision;
        return switch (kind) {
            case "f", "F" -> grouped(fixed(value, places), grouping);
            case "%" -> fixed(value * 100, places) + "%";
            case "e" -> scientific(value, places);
            case "E" -> scientific(value, places).toUpperCase(Locale.ROOT);
            case "g", "G", "" -> general(value, Math.max(places, 1), kind.isEmpty());
            default -> throw new Mistake("'" + spec + "' is no format: use one like '.3f', '8.2e', '>10' or 'd'");
        };
    }

    private static String fixed(double value, int places) {
        String digits = new BigDecimal(value)
                .setScale(places, RoundingMode.HALF_EVEN)
                .abs()
                .toPlainString();
        return (isNegative(value) ? "-" : "") + digits;
    }

    private static String scientific(double value, int places) {
        if (value == 0) {
            return (isNegative(value) ? "-0" : "0") + (places > 0 ? "." + "0".repeat(places) : "") + "e+00";
        }
        BigDecimal exact = new BigDecimal(value).abs();
        BigDecimal rounded = exact.round(new MathContext(places + 1, RoundingMode.HALF_EVEN));
        int exponent = rounded.precision() - rounded.scale() - 1;
        String digits = rounded.movePointLeft(exponent)
                .setScale(places, RoundingMode.HALF_EVEN)
                .toPlainString();
        return (value < 0 ? "-" : "") + digits + exponent(exponent);
    }

    private static String general(double value, int places, boolean keepsPoint) {
        String scientific = scientific(value, places - 1);
        int exponent = Integer.parseInt(scientific.substring(scientific.indexOf('e') + 1));
        if (exponent < -4 || exponent >= places) {
            int split = scientific.indexOf('e');
            return trimmed(scientific.substring(0, split)) + scientific.substring(split);
        }
        String plain = trimmed(fixed(value, places - 1 - exponent));
        return keepsPoint && plain.indexOf('.') < 0 ? plain + ".0" : plain;
    }

    private static String trimmed(String digits) {
        return digits.indexOf('.') < 0 ? digits : digits.replaceAll("\\.?0+$", "");
    }

    private static String grouped(String digits, @Nullable String grouping) {
        if (grouping == null) {
            return digits;
        }
        int point = digits.indexOf('.');
        String whole = point < 0 ? digits : digits.substring(0, point);
        return whole.replaceAll("(?<=\\d)(?=(\\d{3})+$)", grouping) + digits.substring(whole.length());
    }

    private static boolean isNegative(double value) {
        return Math.copySign(1, value) < 0;
    }

    /** The shortest digits that read back as {@code value}, in Python's layout. */
    private static String real(double value) {
        if (Double.isNaN(value)) {
            return "nan";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "inf" : "-inf";
        }
        if (value == 0) {
            return isNegative(value) ? "-0.0" : "0.0";
        }
        // Java writes two digits at least, where one may do.
        BigDecimal digits = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        BigDecimal one = digits.round(new MathContext(1));
        BigDecimal shortest = one.doubleValue() == value ? one.stripTrailingZeros() : digits;
        int exponent = shortest.precision() - shortest.scale() - 1;
        if (exponent < -4 || exponent >= 16) {
            return shortest.movePointLeft(exponent).stripTrailingZeros().toPlainString() + exponent(exponent);
        }
        String plain = shortest.toPlainString();
        return plain.indexOf('.') < 0 ? plain + ".0" : plain;
    }

    private static String exponent(int exponent) {
        return "e%s%02d".formatted(exponent < 0 ? "-" : "+", Math.abs(exponent));
    }

    private static String complex(Value.Complex value) {
        String im = part(value.im()) + "j";
        if (value.re() == 0 && !isNegative(value.re())) {
            return im;
        }
        return "(" + part(value.re()) + (im.startsWith("-") ? "" : "+") + im + ")";
    }

    private static String part(double value) {
        String text = real(value);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }

    private static String quoted(String text) {
        char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
        String body = text.replace("\\", "\\\\")
                .replace("\n", "\\n")
                .replace("\t", "\\t")
                .replace("\r", "\\r");
        return quote + (quote == '\'' ? body.replace("'", "\\'") : body) + quote;
    }

    private static String joined(List<Value> items) {
        return items.stream().map(Repr::of).collect(Collectors.joining(", "));
    }
}
