package syrtis;

/** Prints arrays as NumPy does. */
final class ArrayPrinter {
    private ArrayPrinter() {}

    static String print(NDArray array) {
        return java.util.Arrays.toString(array.toDoubles());
    }
}
