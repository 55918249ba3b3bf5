package syrtis.files;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import syrtis.Index;
import syrtis.InputOutput;
import syrtis.NDArray;
import syrtis.Nd;
import syrtis.NpzFile;
import syrtis.Options;
import syrtis.Runtime;
import syrtis.type.Dtype;
import syrtis.type.FileException;
import syrtis.type.Shape;

/** Archives of arrays. */
class NpzTest {
    @TempDir
    Path folder;

    @Test
    void arraysComeBackByName() throws IOException {
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        for (Dtype dtype : Dtype.values()) {
            arrays.put("x_" + dtype, Samples.various(dtype, 3, 5));
        }
        arrays.put("ünï", Nd.scalar(4.5));
        arrays.put("empty", Nd.zeros(Shape.of(0, 3)));
        InputOutput.savez(folder.resolve("all"), arrays);
        NpzFile read = InputOutput.loadz(folder.resolve("all.npz"));
        assertEquals(List.copyOf(arrays.keySet()), read.files());
        arrays.forEach((name, array) -> Samples.requireSame(array, read.get(name)));
        // The JDK agrees, checksums included.
        try (ZipFile zip = new ZipFile(folder.resolve("all.npz").toFile())) {
            assertEquals(arrays.size(), zip.size());
            for (var entry : java.util.Collections.list(zip.entries())) {
                try (InputStream in = zip.getInputStream(entry)) {
                    assertEquals(entry.getSize(), in.readAllBytes().length);
                }
                java.util.zip.CRC32 crc = new java.util.zip.CRC32();
                crc.update(zip.getInputStream(entry).readAllBytes());
                assertEquals(entry.getCrc(), crc.getValue(), entry.getName());
            }
        }
    }

    @Test
    void anEmptyArchiveIsOne() {
        InputOutput.savez(folder.resolve("none.npz"), Map.of());
        assertEquals(List.of(), InputOutput.loadz(folder.resolve("none.npz")).files());
    }

    @Test
    void writingToAnArrayChangesNoOtherReading() {
        InputOutput.savez(folder.resolve("a.npz"), Map.of("x", Nd.arange(3)));
        NpzFile file = InputOutput.loadz(folder.resolve("a.npz"));
        file.get("x").set(Nd.scalar(7L), Index.at(0));
        assertArrayEquals(new long[] {0, 1, 2}, file.get("x").toLongs());
    }

    @Test
    void aCompressedArrayLargerThanMemoryIsUnpackedThroughTheDisk() throws Exception {
        byte[] elements = new byte[20 << 20];
        for (int k = 0; k < elements.length; k++) {
            elements[k] = (byte) (k >> 12);
        }
        Path path = folder.resolve("large.npz");
        Archives.deflated(path, "a", Samples.npy("|u1", "(20, 1048576)", elements));
        try (Runtime small = Runtime.of(Options.defaults().withMemory(12 << 20).withThreads(2).withSpill(folder))) {
            small.run(() -> {
                NDArray array = InputOutput.loadz(path).get("a");
                long expected = 0;
                for (byte element : elements) {
                    expected += element & 0xff;
                }
                assertEquals(expected, array.sum().itemLong());
                return true;
            });
            assertTrue(small.spilledBytes() > 0);
        }
    }

    @Test
    void anArchiveIsNotWrittenHalf() throws IOException {
        Path cut = Samples.write(folder, "cut.npy", Samples.npy("<f8", "(4,)", new byte[32]));
        NDArray broken = InputOutput.load(cut);
        java.nio.file.Files.write(cut, new byte[20]);
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        arrays.put("good", Nd.arange(3));
        arrays.put("broken", broken);
        assertThrows(FileException.class, () -> InputOutput.savez(folder.resolve("a.npz"), arrays));
        assertEquals(List.of("cut.npy"), Samples.names(folder));
    }
}
