package syrtis.kernel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;

/**
 * Moves strips between memory segments and heap arrays, one pair of methods per {@link Storage}: compiled kernels compute on
 * heap arrays only, because HotSpot vectorises loops over those and not over segments. A stride of one element is one block
 * copy.
 */
public final class Transfers {
    private Transfers() {}

    /** Reads {@code count} elements, {@code stride} bytes apart, from byte {@code base} on. */
    public static void load(MemorySegment segment, long base, long stride, byte[] target, int count) {
        if (stride == 1) {
            MemorySegment.copy(segment, JAVA_BYTE, base, target, 0, count);
        } else {
            for (int k = 0; k < count; k++) {
                target[k] = segment.get(JAVA_BYTE, base + k * stride);
            }
        }
    }

    /** Writes {@code count} elements, {@code stride} bytes apart, from byte {@code base} on. */
    public static void store(MemorySegment segment, long base, long stride, byte[] source, int count) {
        if (stride == 1) {
            MemorySegment.copy(source, 0, segment, JAVA_BYTE, base, count);
        } else {
            for (int k = 0; k < count; k++) {
                segment.set(JAVA_BYTE, base + k * stride, source[k]);
            }
        }
    }

    /** Reads {@code count} elements, {@code stride} bytes apart, from byte {@code base} on. */
    public static void load(MemorySegment segment, long base, long stride, short[] target, int count) {
        if (stride == 2) {
            MemorySegment.copy(segment, JAVA_SHORT_UNALIGNED, base, target, 0, count);
        } else {
            for (int k = 0; k < count; k++) {
                target[k] = segment.get(JAVA_SHORT_UNALIGNED, base + k * stride);
            }
        }
    }

    /** Writes {@code count} elements, {@code stride} bytes apart, from byte {@code base} on. */
    public static void store(MemorySegment segment, long base, long stride, short[] source, int count) {
        if (stride == 2) {
            MemorySegment.copy(source, 0, segment, JAVA_SHORT_UNALIGNED, base, count);
        } else {
            for (int k = 0; k < count; k++) {
                segment.set(JAVA_SHORT_UNALIGNED, base + k * stride, source[k]);
            }
        }
    }

    /** Reads {@code count} elements, {@code stride} bytes apart, from byte {@code base} on. */
    public static void load(MemorySegment segment, long base, long stride, int[] target, int count) {
        if (stride == 4) {
            MemorySegment.copy(segment, JAVA_INT_UNALIGNED, base, target, 0, count);
        } else {
            for (int k = 0; k < count; k++) {
                target[k] = segment.get(JAVA_INT_UNALIGNED, base + k * stride);
            }
        }
    }

    /** Writes {@code count} elements, {@code stride} bytes apart, from byte {@code base} on. */
    public static void store(MemorySegment segment, long base, long stride, int[] source, int count) {
        if (stride == 4) {
            MemorySegment.copy(source, 0, segment, JAVA_INT_UNALIGNED, base, count);
        } else {
            for (int k = 0; k < count; k++) {
                segment.set(JAVA_INT_UNALIGNED, base + k * stride, source[k]);
            }
        }
    }

    /** Reads {@code count} elements, {@code stride} bytes apart, from byte {@code base} on. */
    public static void load(MemorySegment segment, long base, long stride, long[] target, int count) {
        if (stride == 8) {
            MemorySegment.copy(segment, JAVA_LONG_UNALIGNED, base, target, 0, count);
        } else {
            for (int k = 0; k < count; k++) {
                target[k] = segment.get(JAVA_LONG_UNALIGNED, base + k * stride);
            }
        }
    }

    /** Writes {@code count} elements, {@code stride} bytes apart, from byte {@code base} on. */
    public static void store(MemorySegment segment, long base, long stride, long[] source, int count) {
        if (stride == 8) {
            MemorySegment.copy(source, 0, segment, JAVA_LONG_UNALIGNED, base, count);
        } else {
            for (int k = 0; k < count; k++) {
                segment.set(JAVA_LONG_UNALIGNED, base + k * stride, source[k]);
            }
        }
    }

    /** Reads {@code count} elements, {@code stride} bytes apart, from byte {@code base} on. */
    public static void load(MemorySegment segment, long base, long stride, float[] target, int count) {
        if (stride == 4) {
            MemorySegment.copy(segment, JAVA_FLOAT_UNALIGNED, base, target, 0, count);
        } else {
            for (int k = 0; k < count; k++) {
                target[k] = segment.get(JAVA_FLOAT_UNALIGNED, base + k * stride);
            }
        }
    }

    /** Writes {@code count} elements, {@code stride} bytes apart, from byte {@code base} on. */
    public static void store(MemorySegment segment, long base, long stride, float[] source, int count) {
        if (stride == 4) {
            MemorySegment.copy(source, 0, segment, JAVA_FLOAT_UNALIGNED, base, count);
        } else {
            for (int k = 0; k < count; k++) {
                segment.set(JAVA_FLOAT_UNALIGNED, base + k * stride, source[k]);
            }
        }
    }

    /** Reads {@code count} elements, {@code stride} bytes apart, from byte {@code base} on. */
    public static void load(MemorySegment segment, long base, long stride, double[] target, int count) {
        if (stride == 8) {
            MemorySegment.copy(segment, JAVA_DOUBLE_UNALIGNED, base, target, 0, count);
        } else {
            for (int k = 0; k < count; k++) {
                target[k] = segment.get(JAVA_DOUBLE_UNALIGNED, base + k * stride);
            }
        }
    }

    /** Writes {@code count} elements, {@code stride} bytes apart, from byte {@code base} on. */
    public static void store(MemorySegment segment, long base, long stride, double[] source, int count) {
        if (stride == 8) {
            MemorySegment.copy(source, 0, segment, JAVA_DOUBLE_UNALIGNED, base, count);
        } else {
            for (int k = 0; k < count; k++) {
                segment.set(JAVA_DOUBLE_UNALIGNED, base + k * stride, source[k]);
            }
        }
    }
}
