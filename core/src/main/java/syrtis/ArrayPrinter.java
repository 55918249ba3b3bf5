package syrtis;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.IntFunction;
import syrtis.type.Dtype;
import syrtis.type.Shape;

/**
 * Prints arrays as NumPy's {@code str} does with its default options: columns aligned, lines of at most {@value #WIDTH}
 * characters, {@value #EDGE} items at each end of an axis where there are more than {@value #THRESHOLD} elements. Of
 * those only the items shown are computed.
 */
final class ArrayPrinter {
    private static final int THRESHOLD = 1000;
    private static final int EDGE = 3;
    private static final int WIDTH = 75;

    private final Shape shown;
    private final boolean[] isCut;
    private final IntFunction<String> words;

    private ArrayPrinter(Shape shown, boolean[] isCut, IntFunction<String> words) {
        this.shown = shown;
        this.isCut = isCut;
        this.words = words;
    }

    static String print(NDArray array) {
        if (array.size() == 0) {
            return "[]";
        }
        boolean[] isCut = new boolean[array.ndim()];
        NDArray corners = array;
        for (int axis = 0; axis < isCut.length && array.size() > THRESHOLD; axis++) {
            isCut[axis] = array.shape().dim(axis) > 2 * EDGE;
            if (isCut[axis]) {
                corners = Nd.concatenate(
                        List.of(
                                Subscript.along(corners, axis, Index.to(EDGE)),
                                Subscript.along(corners, axis, Index.from(-EDGE))),
                        axis);
            }
        }
        ArrayPrinter printer = new ArrayPrinter(corners.shape(), isCut, words(corners));
        return array.ndim() == 0 ? printer.words.apply(0) : printer.items(0, 0, " ", WIDTH);
    }

    // ---- words

    /** The text of each element, by row-major position. */
    private static IntFunction<String> words(NDArray array) {
        Dtype dtype = array.dtype();
        boolean isSingle = array.ndim() == 0;
        return switch (dtype.kind()) {
            case BOOL -> {
                byte[] bytes = array.toBytes();
                yield at -> bytes[at] == 0 ? "False" : isSingle ? "True" : " True";
            }
            case SIGNED -> aligned(array.toLongs(), false);
            case UNSIGNED -> aligned(array.toLongs(), true);
            case FLOAT -> {
                double[] numbers = parts(array, 0);
                FloatFormat format = FloatFormat.of(numbers, dtype, false);
                yield at -> isSingle ? FloatFormat.scalar(numbers[at], dtype) : format.text(numbers[at]);
            }
            case COMPLEX -> {
                double[] real = parts(array, 0);
                double[] imaginary = parts(array, 1);
                FloatFormat left = FloatFormat.of(real, dtype.part(), false);
                FloatFormat right = FloatFormat.of(imaginary, dtype.part(), true);
                yield at -> isSingle
                        ? FloatFormat.scalar(real[at], imaginary[at], dtype.part())
                        : left.text(real[at]) + withUnit(right.text(imaginary[at]));
            }
        };
    }

    private static IntFunction<String> aligned(long[] numbers, boolean isUnsigned) {
        String[] texts = new String[numbers.length];
        int width = 0;
        for (int k = 0; k < texts.length; k++) {
            texts[k] = isUnsigned ? Long.toUnsignedString(numbers[k]) : Long.toString(numbers[k]);
            width = Math.max(width, texts[k].length());
        }
        int wide = width;
        return at -> " ".repeat(wide - texts[at].length()) + texts[at];
    }

    /** The numbers of a float array, or of one part (0 or 1) of a complex array. */
    private static double[] parts(NDArray array, int part) {
        ByteBuffer bytes = ByteBuffer.wrap(array.toBytes()).order(ByteOrder.LITTLE_ENDIAN);
        boolean isFloat32 = array.dtype().part() == Dtype.FLOAT32;
        int width = array.dtype().part().bytes();
        double[] numbers = new double[(int) array.size()];
        for (int k = 0; k < numbers.length; k++) {
            int at = k * array.itemsize() + part * width;
            numbers[k] = isFloat32 ? bytes.getFloat(at) : bytes.getDouble(at);
        }
        return numbers;
    }

    /** The imaginary unit stands before the spaces at the end. */
    private static String withUnit(String text) {
        String digits = text.stripTrailing();
        return digits + "j" + text.substring(digits.length());
    }

    // ---- layout

    /**
     * The items of an axis in brackets.
     *
     * @param first row-major position of the first element
     * @param indent what stands before items that begin a line
     * @param width how long lines may be, the brackets to come left out
     */
    private String items(int axis, int first, String indent, int width) {
        int stride = 1;
        for (int k = axis + 1; k < shown.rank(); k++) {
            stride *= (int) shown.dim(k);
        }
        int length = (int) shown.dim(axis);
        if (axis == shown.rank() - 1) {
            return words(first, length, isCut[axis], indent, width);
        }
        StringBuilder text = new StringBuilder("[");
        String gap = "\n".repeat(shown.rank() - axis - 1) + indent;
        for (int k = 0; k < length; k++) {
            text.append(k == 0 ? "" : gap);
            if (isCut[axis] && k == EDGE) {
                text.append("...").append(gap);
            }
            text.append(items(axis + 1, first + k * stride, indent + " ", width - 1));
        }
        return text.append("]").toString();
    }

    /** The elements of the last axis, in as many lines as they need. */
    private String words(int first, int length, boolean cut, String indent, int width) {
        StringBuilder text = new StringBuilder();
        StringBuilder line = new StringBuilder(indent);
        for (int k = 0; k < length; k++) {
            if (cut && k == EDGE) {
                extend(text, line, "...", indent, width);
                line.append(" ");
            }
            extend(text, line, words.apply(first + k), indent, width);
            line.append(k < length - 1 ? " " : "");
        }
        return "[" + text.append(line).substring(indent.length()) + "]";
    }

    private static void extend(StringBuilder text, StringBuilder line, String word, String indent, int width) {
        if (line.length() + word.length() > width - 1 && line.length() > indent.length()) {
            text.append(line.toString().stripTrailing()).append("\n");
            line.setLength(0);
            line.append(indent);
        }
        line.append(word);
    }
}
