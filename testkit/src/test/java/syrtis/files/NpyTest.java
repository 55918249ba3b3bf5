package syrtis.files;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import syrtis.Index;
import syrtis.InputOutput;
import syrtis.NDArray;
import syrtis.Nd;
import syrtis.NpzFile;
import syrtis.Options;
import syrtis.Over;
import syrtis.Runtime;
import syrtis.type.CancelledException;
import syrtis.type.Dtype;
import syrtis.type.FileException;
import syrtis.type.Shape;

/** Reading and writing .npy files. */
class NpyTest {
    @TempDir
    Path folder;

    @TestFactory
    Stream<DynamicTest> everyFileOfNumpyIsReadAsNumpyReadsIt() throws IOException {
        NpzFile stored = InputOutput.loadz(Samples.numpy("stored.npz"));
        NpzFile deflated = InputOutput.loadz(Samples.numpy("deflated.npz"));
        return Samples.expected().stream().map(expected -> DynamicTest.dynamicTest(expected.toString(), () -> {
            NDArray array = switch (expected.file()) {
                case "stored.npz" -> stored.get(expected.name());
                case "deflated.npz" -> deflated.get(expected.name());
                default -> InputOutput.load(Samples.numpy(expected.file()));
            };
            assertEquals(expected.dtype(), array.dtype());
            assertEquals(expected.shape(), array.shape());
            assertArrayEquals(expected.elements(), array.toBytes());
        }));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 7})
    void anyTilingReadsTheSame(long longest) throws Exception {
        try (Runtime tiled = Runtime.of(Options.defaults().withLongestTile(longest).withThreads(3))) {
            tiled.run(() -> {
                for (Samples.Expected expected : Samples.expected()) {
                    if (expected.file().endsWith(".npy")) {
                        NDArray array = InputOutput.load(Samples.numpy(expected.file()));
                        assertArrayEquals(expected.elements(), array.toBytes(), expected.toString());
                        assertArrayEquals(array.toBytes(), array.T().copy().T().toBytes());
                    }
                }
                return true;
            });
        }
    }

    @Test
    void filesWrittenAreNumpysByteForByte() throws IOException {
        for (String name : List.of("version1.npy", "float64_little_3d.npy", "bool_little_0d.npy", "uint8_little_empty.npy")) {
            Path copy = folder.resolve(name);
            InputOutput.save(copy, InputOutput.load(Samples.numpy(name)));
            assertArrayEquals(Files.readAllBytes(Samples.numpy(name)), Files.readAllBytes(copy), name);
        }
    }

    @ParameterizedTest
    @EnumSource(Dtype.class)
    void everyDtypeAndShapeComesBackAsItWasSaved(Dtype dtype) {
        for (long[] dims : new long[][] {{}, {0}, {1}, {7}, {3, 0, 2}, {5, 1, 3}, {2, 3, 4, 5}, {1031, 17}}) {
            NDArray array = Samples.various(dtype, dims);
            InputOutput.save(folder.resolve("a"), array);
            Samples.requireSame(array, InputOutput.load(folder.resolve("a.npy")));
            InputOutput.save(folder.resolve("t"), array.T());
            Samples.requireSame(array.T(), InputOutput.load(folder.resolve("t.npy")));
        }
    }

    @Test
    void bigEndianNumbersAreTurnedAround() throws IOException {
        byte[] bytes = ByteBuffer.allocate(16).order(ByteOrder.BIG_ENDIAN).putDouble(1.5).putDouble(-2e300).array();
        Path file = Samples.write(folder, "big.npy", Samples.npy(">f8", "(2,)", bytes));
        assertArrayEquals(new double[] {1.5, -2e300}, InputOutput.load(file).toDoubles());
        byte[] parts = ByteBuffer.allocate(8).order(ByteOrder.BIG_ENDIAN).putFloat(3).putFloat(-4).array();
        NDArray complex = InputOutput.load(Samples.write(folder, "complex.npy", Samples.npy(">c8", "()", parts)));
        Samples.requireSame(Nd.scalar(3, -4).astype(Dtype.COMPLEX64), complex);
    }

    @Test
    void aFortranFileIsReadByItsOwnIndices() throws IOException {
        byte[] columns = {1, 4, 2, 5, 3, 6};
        byte[] bytes = Samples.npy(1, "{'fortran_order':True,\"descr\":'|u1','shape':(2L,3)}", columns);
        NDArray array = InputOutput.load(Samples.write(folder, "fortran.npy", bytes));
        assertArrayEquals(new long[] {1, 2, 3, 4, 5, 6}, array.toLongs());
        assertArrayEquals(new long[] {2, 5}, array.get(Index.all(), Index.at(1)).toLongs());
    }

    @Test
    void oddBoolsAreTrue() throws IOException {
        NDArray array = InputOutput.load(Samples.write(folder, "bools.npy", Samples.npy("|b1", "(3,)", new byte[] {0, 2, -1})));
        assertEquals(2, array.sum().itemLong());
        assertArrayEquals(new byte[] {0, 1, 1}, array.toBytes());
    }

    @Test
    void whatFollowsTheLastElementIsIgnored() throws IOException {
        NDArray array = InputOutput.load(Samples.write(folder, "more.npy", Samples.npy("<i2", "(1,)", new byte[] {1, 0, 9, 9, 9})));
        assertArrayEquals(new long[] {1}, array.toLongs());
    }

    @Test
    void onlyWhatIsNeededIsRead() throws IOException {
        // A file of a tebibyte without content: reading it as a whole would never end.
        long rows = 1L << 27;
        Path file = folder.resolve("vast.npy");
        byte[] header = Samples.npy("<f8", "(" + rows + ", 1024)", new byte[0]);
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            out.write(header);
            out.setLength(header.length + rows * 1024 * 8);
            out.seek(header.length + (rows - 1) * 1024 * 8 + 5 * 8);
            out.write(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putDouble(42).array());
        }
        NDArray vast = InputOutput.load(file);
        assertEquals(Shape.of(rows, 1024), vast.shape());
        assertEquals(42, vast.get(rows - 1).sum().item());
        assertEquals(42, vast.get(-1, 5).item());
        assertEquals(84, vast.get(Index.from(-3), Index.range(5, 6)).multiply(2).sum().item());
    }

    @Test
    void anyBoxOfAFileIsRead() throws Exception {
        NDArray array = Nd.arange(7 * 11 * 13).reshape(7, 11, 13);
        InputOutput.save(folder.resolve("a.npy"), array);
        java.util.Random random = new java.util.Random(5);
        for (int round = 0; round < 60; round++) {
            Index[] part = new Index[3];
            for (int axis = 0; axis < 3; axis++) {
                long start = random.nextInt((int) array.shape().dim(axis));
                part[axis] = Index.slice(start, start + 1 + random.nextInt(13), 1L + random.nextInt(3));
            }
            Options options = Options.defaults().withLongestTile(1 + random.nextInt(6));
            try (Runtime tiled = Runtime.of(options)) {
                byte[] read = tiled.run(() -> InputOutput.load(folder.resolve("a.npy")).get(part).toBytes());
                assertArrayEquals(array.get(part).toBytes(), read);
            }
        }
    }

    @Test
    void aFileMayBeReplacedByWhatIsComputedFromIt() {
        Path file = folder.resolve("a.npy");
        InputOutput.save(file, Nd.arange(100_000));
        NDArray before = InputOutput.load(file);
        InputOutput.save(file, before.add(1));
        assertEquals(100_000, InputOutput.load(file).get(-1).itemLong());
        assertEquals(99_999, before.get(-1).itemLong());
    }

    @Test
    void writingToALoadedArrayLeavesTheFile() {
        Path file = folder.resolve("a.npy");
        InputOutput.save(file, Nd.arange(5));
        NDArray array = InputOutput.load(file);
        array.set(Nd.scalar(9L), Index.at(0));
        assertArrayEquals(new long[] {9, 1, 2, 3, 4}, array.toLongs());
        assertArrayEquals(new long[] {0, 1, 2, 3, 4}, InputOutput.load(file).toLongs());
    }

    @Test
    void anInterruptedReadingLeavesTheArrayReadable() {
        Path file = folder.resolve("a.npy");
        InputOutput.save(file, Nd.arange(10));
        NDArray array = InputOutput.load(file);
        Thread.currentThread().interrupt();
        try {
            assertThrows(CancelledException.class, array::toLongs);
        } finally {
            assertTrue(Thread.interrupted());
        }
        assertEquals(45, array.sum().itemLong());
    }

    @Test
    void aResultLargerThanMemoryIsWrittenInPieces() throws Exception {
        Path file = folder.resolve("large.npy");
        long count = 3_200_000;
        try (Runtime small = Runtime.of(Options.defaults().withMemory(16 << 20).withThreads(2).withSpill(folder))) {
            small.run(() -> {
                NDArray x = Nd.arange(count).astype(Dtype.FLOAT64).reshape(2, count / 2);
                InputOutput.save(file, x.multiply(2).subtract(x.mean()));
                return true;
            });
            assertTrue(small.spilledBytes() < 8 * count / 4, "pieces, not the whole, may go to the disk");
            assertTrue(small.peakMemory() <= 16 << 20);
            double[] read = small.run(() -> {
                NDArray x = InputOutput.load(file);
                return new double[] {x.get(0, 0).item(), x.get(1, -1).item(), x.mean().item()};
            });
            double mean = (count - 1) / 2.0;
            assertArrayEquals(new double[] {-mean, 2 * (count - 1) - mean, mean}, read, 1e-6);
        }
        assertEquals(List.of("large.npy"), Samples.names(folder));
    }

    @Test
    void aScanLargerThanMemoryIsWrittenThroughTheDisk() throws Exception {
        Path file = folder.resolve("scan.npy");
        try (Runtime small = Runtime.of(Options.defaults().withMemory(16 << 20).withThreads(2).withSpill(folder))) {
            small.run(() -> {
                InputOutput.save(file, Nd.cumulativeSum(Nd.ones(Shape.of(3_200_000)), 0));
                NDArray read = InputOutput.load(file);
                assertEquals(3_200_000, read.get(-1).item());
                assertEquals(1, read.get(Index.from(1)).subtract(read.get(Index.to(-1))).max(Over.all()).item());
                return true;
            });
        }
    }

    @Test
    void aFailureLeavesTheOldFileAndNothingElse() throws IOException {
        Path file = folder.resolve("a.npy");
        InputOutput.save(file, Nd.arange(3));
        Path cut = Samples.write(folder, "cut.npy", Samples.npy("<f8", "(4,)", new byte[32]));
        NDArray broken = InputOutput.load(cut);
        Files.write(cut, new byte[80]);
        FileException failure = assertThrows(FileException.class, () -> InputOutput.save(file, broken.add(1)));
        assertTrue(failure.getMessage().contains("it was cut since it was opened"), failure.getMessage());
        assertArrayEquals(new long[] {0, 1, 2}, InputOutput.load(file).toLongs());
        assertEquals(List.of("a.npy", "cut.npy"), Samples.names(folder));
    }

    @Test
    void aLinkStaysALink() throws IOException {
        InputOutput.save(folder.resolve("real.npy"), Nd.arange(3));
        Path link = Files.createSymbolicLink(folder.resolve("link.npy"), Path.of("real.npy"));
        InputOutput.save(link, Nd.arange(4));
        assertTrue(Files.isSymbolicLink(link));
        assertEquals(4, InputOutput.load(folder.resolve("real.npy")).size());
    }
}
