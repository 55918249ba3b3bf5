package syrtis.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import syrtis.NDArray;
import syrtis.type.FileException;

/** Files of arrays, their format told by the suffix of their name. */
final class ArrayFile {
    /** What can be read. */
    static final String READABLE = ".npy .npz .csv .png .jpg";

    /** What can be written. */
    static final String WRITABLE = ".npy .npz .csv .png";

    private ArrayFile() {}

    /** The value of {@code --set}: a number if it reads as one, else the array in the file of this name. */
    static Object numberOrArray(String value) {
        if (value.matches("[-+]?\\d+")) {
            return Long.valueOf(value);
        }
        if (value.matches("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?")) {
            return Double.valueOf(value);
        }
        return read(Path.of(value));
    }

    static NDArray read(Path file) {
        throw new FileException("cannot read " + file + ": files are not there yet");
    }

    /** Writes arrays: several of them only where the format has room for more than one. */
    static void write(List<NDArray> arrays, Path file) {
        throw new FileException("cannot write " + file + ": files are not there yet");
    }

    private static String suffix(Path file) {
        String name = file.toString();
        int dot = name.lastIndexOf('.');
        return dot < 0 ? "" : name.substring(dot).toLowerCase(Locale.ROOT);
    }
}
