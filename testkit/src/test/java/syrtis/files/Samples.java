package syrtis.files;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import syrtis.NDArray;
import syrtis.Nd;
import syrtis.type.Dtype;
import syrtis.type.Shape;

/** Files that NumPy made ({@code src/vectors/make_files.py}), what is in them, and files made by hand. */
final class Samples {
    private Samples() {}

    /** An array that NumPy wrote: its file, its name there (empty in a .npy file), and its elements. */
    record Expected(String file, String name, Dtype dtype, Shape shape, byte[] elements) {
        @Override
        public String toString() {
            return file + " " + name;
        }
    }

    /** A file that NumPy made. */
    static Path numpy(String name) {
        try {
            return Path.of(Samples.class.getResource("/files/" + name).toURI());
        } catch (java.net.URISyntaxException impossible) {
            throw new AssertionError(impossible);
        }
    }

    static List<Expected> expected() throws IOException {
        return Files.readAllLines(numpy("expected.tsv")).stream().map(Samples::expected).toList();
    }

    private static Expected expected(String line) {
        String[] cells = line.split("\t", -1);
        long[] dims = Stream.of(cells[3].split(",")).filter(d -> !d.isEmpty()).mapToLong(Long::parseLong).toArray();
        return new Expected(cells[0], cells[1], Dtype.of(cells[2]), Shape.of(dims), Base64.getDecoder().decode(cells[4]));
    }

    /** A .npy file with this header text, for what NumPy would not write. */
    static byte[] npy(int major, String header, byte[] elements) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        out.writeBytes(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', (byte) major, 0});
        ByteBuffer size = ByteBuffer.allocate(major == 1 ? 2 : 4).order(ByteOrder.LITTLE_ENDIAN);
        if (major == 1) {
            size.putShort((short) text.length);
        } else {
            size.putInt(text.length);
        }
        out.writeBytes(size.array());
        out.writeBytes(text);
        out.writeBytes(elements);
        return out.toByteArray();
    }

    static byte[] npy(String descr, String shape, byte[] elements) {
        return npy(1, "{'descr': '" + descr + "', 'fortran_order': False, 'shape': " + shape + ", }\n", elements);
    }

    static Path write(Path folder, String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }

    /** Names of the files in a folder. */
    static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** An array of a dtype with all sorts of bytes, without NaN. */
    static NDArray various(Dtype dtype, long... dims) {
        Shape shape = Shape.of(dims);
        byte[] bytes = new byte[(int) shape.size() * dtype.bytes()];
        for (int k = 0; k < bytes.length; k++) {
            bytes[k] = (byte) (dtype.isBool() ? k % 3 & 1 : dtype.isInexact() && k % 4 == 3 ? k % 2 * 128 + 63 : k * 37 + 11);
        }
        return Nd.fromBytes(bytes, dtype, shape);
    }

    static void requireSame(NDArray expected, NDArray actual) {
        if (!expected.type().equals(actual.type()) || !Arrays.equals(expected.toBytes(), actual.toBytes())) {
            throw new AssertionError("expected " + expected.type() + " " + Arrays.toString(expected.toBytes()) + ", got " + actual.type()
                    + " " + Arrays.toString(actual.toBytes()));
        }
    }
}
