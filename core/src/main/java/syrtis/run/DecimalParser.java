package syrtis.run;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Reads numbers from bytes, correctly rounded. A decimal of up to 19 digits is a 64-bit integer w and a power of ten q: where
 * both are exact doubles one multiplication or division gives the answer (Clinger, "How to read floating point numbers
 * accurately", 1990); else the product of w and a 128-bit approximation of 5^q does, but for rare ties (Lemire, "Number
 * parsing at a gigabyte per second", 2021, section 5). What is left goes to the JDK.
 */
final class DecimalParser {
    private static final int MOST_DIGITS = 19;
    private static final int SMALLEST_POWER = -342;
    private static final int LARGEST_POWER = 308;
    private static final long LARGEST_EXACT = 1L << 53;

    private static final int LOWEST_EXACT = -27; // From here on 128 bits of 5^q decide every case.
    private static final int HIGHEST_EXACT = 55;

    private static final double[] EXACT_POWERS = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22
    };

    /** The first 128 bits of 5^q, most significant word first, for each q from the smallest. */
    private static final class Powers {
        private static final long[] BITS = bits();

        private static long[] bits() {
            long[] bits = new long[2 * (LARGEST_POWER - SMALLEST_POWER + 1)];
            BigInteger five = BigInteger.valueOf(5);
            for (int q = SMALLEST_POWER; q <= LARGEST_POWER; q++) {
                BigInteger power = five.pow(Math.abs(q));
                BigInteger first;
                if (q >= 0) {
                    int excess = power.bitLength() - 128;
                    first = excess >= 0 ? power.shiftRight(excess) : power.shiftLeft(-excess);
                } else { // 1 / 5^-q; rounded up where the product may be exact, else cut.
                    int cut = q < LOWEST_EXACT ? power.bitLength() + 1 : 0;
                    int scale = power.bitLength() + 127 + cut;
                    first = BigInteger.ONE.shiftLeft(scale).divide(power).add(BigInteger.ONE).shiftRight(cut);
                }
                bits[2 * (q - SMALLEST_POWER)] = first.shiftRight(64).longValue();
                bits[2 * (q - SMALLEST_POWER) + 1] = first.longValue();
            }
            return bits;
        }
    }

    private double real;
    private long integer;

    /** The number that was read last by {@link #readReal}. */
    double real() {
        return real;
    }

    /** The number that was read last by {@link #readInteger}. */
    long integer() {
        return integer;
    }

    /** Reads a float as Python writes them, with {@code nan} and {@code inf}; false if that is not what the bytes are. */
    boolean readReal(byte[] text, int start, int end) {
        int at = start;
        boolean negative = at < end && text[at] == '-';
        if (negative || at < end && text[at] == '+') {
            at++;
        }
        long digits = 0;
        int count = 0; // Digits from the first that is not zero.
        int dropped = 0; // Digits before the point that did not fit.
        boolean inexact = false;
        int seen = 0;
        int power = 0;
        for (; at < end && isDigit(text[at]); at++, seen++) {
            int digit = text[at] - '0';
            if (count < MOST_DIGITS) {
                digits = digits * 10 + digit;
                count += digits != 0 ? 1 : 0;
            } else {
                dropped++;
                inexact |= digit != 0;
            }
        }
        if (at < end && text[at] == '.') {
            for (at++; at < end && isDigit(text[at]); at++, seen++) {
                int digit = text[at] - '0';
                if (count < MOST_DIGITS) {
                    digits = digits * 10 + digit;
                    count += digits != 0 ? 1 : 0;
                    power--;
                } else {
                    inexact |= digit != 0;
                }
            }
        }
        if (seen == 0) {
            return readWord(text, at, end, negative);
        }
        power += dropped;
        if (at < end && (text[at] | 0x20) == 'e') {
            at++;
            boolean down = at < end && text[at] == '-';
            if (down || at < end && text[at] == '+') {
                at++;
            }
            int first = at;
            int exponent = 0;
            for (; at < end && isDigit(text[at]); at++) {
                exponent = Math.min(exponent * 10 + text[at] - '0', 1_000_000);
            }
            if (at == first) {
                return false;
            }
            power += down ? -exponent : exponent;
        }
        if (at != end) {
            return false;
        }
        real = inexact ? Double.NaN : magnitude(digits, power);
        if (Double.isNaN(real)) {
            real = Math.abs(Double.parseDouble(new String(text, start, end - start, StandardCharsets.ISO_8859_1)));
        }
        real = negative ? -real : real;
        return true;
    }

    private boolean readWord(byte[] text, int at, int end, boolean negative) {
        if (end - at > 8) {
            return false;
        }
        switch (new String(text, at, end - at, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT)) {
            case "nan" -> real = Double.NaN;
            case "inf", "infinity" -> real = negative ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
            default -> {
                return false;
            }
        }
        return true;
    }

    /** {@code digits * 10^power} as the nearest double; NaN where that needs more care. */
    private static double magnitude(long digits, int power) {
        if (digits == 0 || power < SMALLEST_POWER - MOST_DIGITS) {
            return 0;
        }
        if (Long.compareUnsigned(digits, LARGEST_EXACT) <= 0 && Math.abs(power) < EXACT_POWERS.length) {
            return power < 0 ? digits / EXACT_POWERS[-power] : digits * EXACT_POWERS[power];
        }
        if (power < SMALLEST_POWER || power > LARGEST_POWER) {
            return Double.NaN;
        }
        int shift = Long.numberOfLeadingZeros(digits);
        long w = digits << shift;
        long[] powers = Powers.BITS;
        long high = Math.unsignedMultiplyHigh(w, powers[2 * (power - SMALLEST_POWER)]);
        long low = w * powers[2 * (power - SMALLEST_POWER)];
        if ((high & 0x1ff) == 0x1ff) { // The cut bits may carry into those that count.
            long more = Math.unsignedMultiplyHigh(w, powers[2 * (power - SMALLEST_POWER) + 1]);
            low += more;
            if (Long.compareUnsigned(low, more) < 0) {
                high++;
            }
            if (low == -1 && (power < LOWEST_EXACT || power > HIGHEST_EXACT)) {
                return Double.NaN;
            }
        }
        int upper = (int) (high >>> 63);
        long mantissa = high >>> upper + 9; // 54 bits: one more than a double has.
        int exponent = (int) ((217706L * power >> 16) + 1023 + 63 + upper - shift);
        if (exponent <= 0 || exponent >= 2046) {
            return Double.NaN; // Subnormal, or near an overflow.
        }
        if (Long.compareUnsigned(low, 1) <= 0 && power >= -4 && power <= 23 && (mantissa & 3) == 1 && mantissa << upper + 9 == high) {
            mantissa &= ~1L; // Exactly between two doubles: to the even one.
        }
        mantissa = mantissa + (mantissa & 1) >>> 1;
        if (mantissa == LARGEST_EXACT) {
            mantissa >>>= 1;
            exponent++;
        }
        return Double.longBitsToDouble(mantissa & ~(1L << 52) | (long) exponent << 52);
    }

    /** Reads an integer that fits 64 bits, the unsigned ones too; false if that is not what the bytes are. */
    boolean readInteger(byte[] text, int start, int end, boolean unsigned) {
        int at = start;
        boolean negative = at < end && text[at] == '-';
        if (negative || at < end && text[at] == '+') {
            at++;
        }
        if (at == end || end - at > 64 || negative && unsigned) {
            return false;
        }
        if (end - at > 18) {
            return readLarge(new String(text, start, end - start, StandardCharsets.ISO_8859_1), unsigned);
        }
        long value = 0;
        for (; at < end; at++) {
            if (!isDigit(text[at])) {
                return false;
            }
            value = value * 10 + text[at] - '0';
        }
        integer = negative ? -value : value;
        return true;
    }

    private boolean readLarge(String text, boolean unsigned) {
        try {
            integer = unsigned ? Long.parseUnsignedLong(text) : Long.parseLong(text);
            return true;
        } catch (NumberFormatException _) {
            return false;
        }
    }

    private static boolean isDigit(byte letter) {
        return letter >= '0' && letter <= '9';
    }
}
