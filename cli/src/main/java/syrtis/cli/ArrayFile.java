package syrtis.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import syrtis.InputOutput;
import syrtis.NDArray;
import syrtis.NpzFile;
import syrtis.type.FileException;

/** Files of arrays, their format told by the ending of their name. */
final class ArrayFile {
    /** What can be read. */
    static final String READABLE = ".npy .npz .csv .txt .png .jpg";

    /** What can be written. */
    static final String WRITABLE = ".npy .npz .csv .txt .png";

    private static final String ARCHIVE = ".npz:";

    private ArrayFile() {}

    /** The value of {@code --set}: a number if it reads as one, else the array in the file of this name. */
    static Object numberOrArray(String value) {
        if (value.matches("[-+]?\\d{1,18}")) {
            return Long.valueOf(value);
        }
        if (value.matches("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?")) {
            return Double.valueOf(value);
        }
        int archive = value.indexOf(ARCHIVE);
        return archive < 0
                ? read(Path.of(value))
                : InputOutput.loadz(value.substring(0, archive + ARCHIVE.length() - 1))
                        .get(value.substring(archive + ARCHIVE.length()));
    }

    static NDArray read(Path file) {
        return switch (ending(file)) {
            case ".npy" -> InputOutput.load(file);
            case ".npz" -> only(file);
            case ".csv" ->
                InputOutput.loadtxt(file, InputOutput.Loadtxt.defaults().delimiter(","));
            case ".txt" -> InputOutput.loadtxt(file, InputOutput.Loadtxt.defaults());
            case ".png", ".jpg", ".jpeg", ".gif", ".bmp" -> InputOutput.imread(file);
            default -> throw new FileException("cannot read " + file + ": its name ends in none of " + READABLE);
        };
    }

    private static NDArray only(Path file) {
        NpzFile archive = InputOutput.loadz(file);
        if (archive.files().size() != 1) {
            throw new FileException("cannot read " + file + " as one array: it holds "
                    + String.join(", ", archive.files()) + "; say which, like " + file + ":"
                    + (archive.files().isEmpty() ? "name" : archive.files().getFirst()));
        }
        return archive.get(archive.files().getFirst());
    }

    /** Writes arrays: several of them only where the format has room for more than one. */
    static void write(List<NDArray> arrays, Path file) {
        String ending = ending(file);
        if (arrays.size() != 1 && !ending.equals(".npz")) {
            throw new FileException("cannot write " + file + ": the program's last line gives " + arrays.size()
                    + " arrays, and only .npz files hold other than one");
        }
        switch (ending) {
            case ".npy" -> InputOutput.save(file, arrays.getFirst());
            case ".npz" -> InputOutput.savez(file, numbered(arrays));
            case ".csv" -> writeText(arrays.getFirst(), file, ",");
            case ".txt" -> writeText(arrays.getFirst(), file, " ");
            case ".png" -> InputOutput.imsave(file, arrays.getFirst());
            default -> throw new FileException("cannot write " + file + ": its name ends in none of " + WRITABLE);
        }
    }

    /** The names that NumPy gives to arrays without one. */
    private static Map<String, NDArray> numbered(List<NDArray> arrays) {
        Map<String, NDArray> named = new LinkedHashMap<>();
        arrays.forEach(array -> named.put("arr_" + named.size(), array));
        return named;
    }

    /** With as many digits as it takes to read the same numbers back. */
    private static void writeText(NDArray array, Path file, String delimiter) {
        String format = switch (array.dtype().kind()) {
            case BOOL, SIGNED, UNSIGNED -> "%d";
            case FLOAT, COMPLEX -> array.itemsize() == 4 ? "%.9g" : "%.17g";
        };
        NDArray table = array.ndim() == 0 ? array.reshape(1) : array;
        InputOutput.savetxt(
                file, table, InputOutput.Savetxt.defaults().delimiter(delimiter).fmt(format));
    }

    private static String ending(Path file) {
        String name = file.toString();
        int dot = name.lastIndexOf('.');
        return dot < 0 ? "" : name.substring(dot).toLowerCase(Locale.ROOT);
    }
}
