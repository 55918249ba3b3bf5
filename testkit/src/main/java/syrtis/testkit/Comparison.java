package syrtis.testkit;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.StringJoiner;
import syrtis.NDArray;
import syrtis.type.Dtype;

/**
 * Whether elements are those expected: bit for bit (any NaN is any NaN, -0 is not +0), by units in the last place, or
 * relatively. A tolerance is for floats and complex numbers; integers and bools are always exact.
 */
public final class Comparison {
    /** Bit for bit, but any NaN equals any NaN. */
    public static final Tolerance EXACT = new Ulp(0);

    private Comparison() {}

    /** How far a result may be from what is expected. */
    public sealed interface Tolerance {}

    /**
     * At most {@code units} units in the last place of the expected value; exact where that is NaN, infinite or zero. Complex
     * numbers part by part.
     */
    public record Ulp(long units) implements Tolerance {}

    /** {@code |got - expected| <= rel * |expected| + abs}, moduli for complex numbers; exact where a part is not finite. */
    public record Near(double rel, double abs) implements Tolerance {}

    /** What is wrong with an array; empty if nothing is. Evaluates it. */
    public static Optional<String> difference(Elements expected, NDArray got, Tolerance tolerance) {
        if (!expected.type().equals(got.type())) {
            return Optional.of("expected " + expected.type() + ", got " + got.type());
        }
        return difference(expected, Elements.of(got), tolerance);
    }

    /** What is wrong with elements; empty if nothing is. */
    public static Optional<String> difference(Elements expected, Elements got, Tolerance tolerance) {
        if (!expected.type().equals(got.type())) {
            return Optional.of("expected " + expected.type() + ", got " + got.type());
        }
        Dtype dtype = expected.type().dtype();
        int size = Math.toIntExact(expected.shape().size());
        for (int k = 0; k < size; k++) {
            boolean fine = dtype.isInexact() ? isNear(expected, got, k, tolerance) : bits(expected, k, 0) == bits(got, k, 0);
            if (!fine) {
                return Optional.of("element %d of %s: expected %s, got %s"
                        .formatted(k, expected.type(), text(expected, k, k + 1), text(got, k, k + 1)));
            }
        }
        return Optional.empty();
    }

    private static boolean isNear(Elements expected, Elements got, int k, Tolerance tolerance) {
        int parts = expected.type().dtype().parts();
        boolean exact = true;
        boolean finite = true;
        for (int part = 0; part < parts; part++) {
            exact &= isSame(bits(expected, k, part), bits(got, k, part), expected.type().dtype().part());
            finite &= Double.isFinite(value(expected, k, part)) && Double.isFinite(value(got, k, part));
        }
        if (exact) {
            return true;
        }
        return switch (tolerance) {
            case Ulp(long units) -> {
                boolean near = true;
                for (int part = 0; part < parts; part++) {
                    near &= isWithin(expected, got, k, part, units);
                }
                yield near;
            }
            case Near(double rel, double abs) -> {
                double real = value(expected, k, 0);
                double imaginary = parts == 1 ? 0 : value(expected, k, 1);
                double off = Math.hypot(value(got, k, 0) - real, parts == 1 ? 0 : value(got, k, 1) - imaginary);
                yield finite && off <= rel * Math.hypot(real, imaginary) + abs;
            }
        };
    }

    private static boolean isWithin(Elements expected, Elements got, int k, int part, long units) {
        Dtype dtype = expected.type().dtype().part();
        long a = bits(expected, k, part);
        long b = bits(got, k, part);
        double value = value(expected, k, part);
        if (isSame(a, b, dtype)) {
            return true;
        }
        if (!Double.isFinite(value) || value == 0 || !Double.isFinite(value(got, k, part))) {
            return false;
        }
        return Math.abs(ordered(a, dtype) - ordered(b, dtype)) <= units;
    }

    /** Whether bits are equal or both are a NaN. */
    private static boolean isSame(long a, long b, Dtype dtype) {
        return a == b || Double.isNaN(value(a, dtype)) && Double.isNaN(value(b, dtype));
    }

    /** Bits of a float in the order of the numbers, so that neighbours differ by one. */
    private static long ordered(long bits, Dtype dtype) {
        if (dtype == Dtype.FLOAT32) {
            int plain = (int) bits;
            return plain >= 0 ? plain : (long) Integer.MIN_VALUE - plain;
        }
        return bits >= 0 ? bits : Long.MIN_VALUE - bits;
    }

    private static double value(Elements elements, int k, int part) {
        return value(bits(elements, k, part), elements.type().dtype().part());
    }

    private static double value(long bits, Dtype part) {
        return part == Dtype.FLOAT32 ? Float.intBitsToFloat((int) bits) : Double.longBitsToDouble(bits);
    }

    private static long bits(Elements elements, int k, int part) {
        Dtype dtype = elements.type().dtype().part();
        ByteBuffer bytes = ByteBuffer.wrap(elements.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        int at = k * elements.width() + part * dtype.bytes();
        return switch (dtype.bytes()) {
            case 1 -> bytes.get(at);
            case 2 -> bytes.getShort(at);
            case 4 -> bytes.getInt(at);
            default -> bytes.getLong(at);
        };
    }

    /** Elements {@code from .. to} for people. */
    static String text(Elements elements, int from, int to) {
        StringJoiner text = new StringJoiner(", ", to - from == 1 ? "" : "[", to - from == 1 ? "" : "]");
        for (int k = from; k < to; k++) {
            text.add(text(elements, k));
        }
        return text.toString();
    }

    private static String text(Elements elements, int k) {
        Dtype dtype = elements.type().dtype();
        if (dtype.isComplex()) {
            return number(elements, k, 0) + " + " + number(elements, k, 1) + "j";
        }
        return number(elements, k, 0);
    }

    private static String number(Elements elements, int k, int part) {
        Dtype dtype = elements.type().dtype().part();
        long bits = bits(elements, k, part);
        return switch (dtype.kind()) {
            case BOOL -> bits == 0 ? "false" : bits == 1 ? "true" : "bool of byte " + bits;
            case SIGNED -> Long.toString(bits);
            case UNSIGNED -> Long.toUnsignedString(dtype.bytes() == 8 ? bits : bits & dtype.maximum());
            case FLOAT, COMPLEX -> {
                String value = dtype == Dtype.FLOAT32
                        ? Float.toString(Float.intBitsToFloat((int) bits))
                        : Double.toString(Double.longBitsToDouble(bits));
                yield value + " (0x" + Long.toHexString(dtype == Dtype.FLOAT32 ? bits & 0xffffffffL : bits) + ")";
            }
        };
    }
}
