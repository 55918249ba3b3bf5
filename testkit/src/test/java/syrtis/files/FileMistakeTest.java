package syrtis.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import syrtis.InputOutput;
import syrtis.NDArray;
import syrtis.Nd;
import syrtis.NpzFile;
import syrtis.type.Dtype;
import syrtis.type.FileException;
import syrtis.type.Shape;

/** What is wrong with .npy and .npz files, and what is said about it. */
class FileMistakeTest {
    @TempDir
    Path folder;

    private static void requireRefusal(String message, Executable work) {
        String said = assertThrows(FileException.class, work).getMessage();
        assertTrue(said.contains(message), said);
    }

    private void requireRefusal(String message, byte[] file) throws IOException {
        Path path = Samples.write(folder, "bad.npy", file);
        requireRefusal("cannot read " + path, () -> InputOutput.load(path));
        requireRefusal(message, () -> InputOutput.load(path));
    }

    @Test
    void aMissingFileIsNamed() {
        requireRefusal("cannot read no.npy: there is no such file or folder: check the name", () -> InputOutput.load("no.npy"));
    }

    @Test
    void aFolderIsNoFile() {
        requireRefusal("it is a folder: give the name of a file", () -> InputOutput.load(folder));
        requireRefusal("it is a folder: give another name", () -> InputOutput.savez(Files.createDirectory(folder.resolve("a.npz")), Map.of()));
    }

    @Test
    void aDeviceIsNoFile() {
        requireRefusal("it is not a regular file", () -> InputOutput.savetxt("/dev/null", Nd.arange(3), InputOutput.Savetxt.defaults()));
        assertTrue(Files.exists(Path.of("/dev/null")));
    }

    @Test
    void aFolderThatIsMissingIsNotMade() {
        requireRefusal("there is no such file or folder", () -> InputOutput.save(folder.resolve("no/a.npy"), Nd.arange(3)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "objects | it holds pickled Python objects, which are refused because they may run code: save an array of numbers",
        "records | it holds records (a structured dtype): save each field as an array of its own",
        "text | it holds text (dtype '<U2'): save numbers",
        "half | its dtype '<f2' is no float32, float64, complex64 or complex128: save it with astype('float32')",
        "dates | it holds dates or time spans (dtype '<M8[D]'): save them with astype('int64')"
    })
    void dtypesWithoutNumbersAreRefused(String name, String message) {
        requireRefusal(message, () -> InputOutput.load(Samples.numpy("refused_" + name + ".npy")));
    }

    @Test
    void otherFilesAreNoArrays() throws IOException {
        requireRefusal("it is no .npy file, it begins with 68 65 6c 6c 6f 20", "hello world".getBytes());
        requireRefusal("it seems to hold pickled Python objects", new byte[] {(byte) 0x80, 4, 1, 2, 3, 4, 5, 6, 7, 8, 9});
        requireRefusal("its header should go on to byte 8, but there are 0 bytes", new byte[0]);
        requireRefusal("version 9.0 of the .npy format is unknown", Samples.npy(9, "{}", new byte[0]));
    }

    @Test
    void aHeaderThatLiesIsFound() throws IOException {
        byte[] file = Samples.npy("<f8", "(10,)", new byte[79]);
        requireRefusal("its header says float64[10], which is 80 bytes, but 79 follow: the file was cut", file);
        requireRefusal("but there are 30 bytes: the file was cut", Arrays.copyOf(file, 30));
        file[8] = (byte) 0xff;
        file[9] = (byte) 0x20;
        requireRefusal("its header should go on to byte 8457", file);
        file[9] = (byte) 0xff;
        requireRefusal("its header says it is 65535 bytes long, more than the 10000", file);
        byte[] later = Samples.npy(2, "", new byte[0]);
        Arrays.fill(later, 8, 12, (byte) 0xff);
        requireRefusal("its header says it is 4294967295 bytes long", later);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "(-1,) | a length in shape [-1] is negative",
        "(-2, -2) | a length in shape [-2, -2] is negative",
        "(99999999999999999999,) | length 99999999999999999999 is above 2^63 - 1",
        "(4294967296, 4294967296) | shape [4294967296, 4294967296] of float64 has more than 2^63 - 1 bytes",
        "(1152921504606846976,) | shape [1152921504606846976] of float64 has more than 2^63 - 1 bytes",
        "(4611686018427387904, 4, 0) | has more than 2^63 - 1 bytes",
        "(3) | the shape is a number, not a tuple",
        "3 | '(' is missing",
        "(3 4) | a comma is missing in the shape",
        "(3.5,) | a comma is missing in the shape",
        "(x,) | a length in the shape is no number",
        "(,) | a length in the shape is no number",
        "(__import__('os'),) | a length in the shape is no number"
    })
    void shapesThatCannotBeAreRefused(String shape, String message) throws IOException {
        requireRefusal(message, Samples.npy("<f8", shape, new byte[64]));
    }

    @Test
    void aHeaderThatIsNoDictionaryIsRefused() throws IOException {
        for (String header : List.of(
                "",
                "[]",
                "{",
                "{}",
                "{'descr': '<f8', 'shape': (1,)}",
                "{'descr': '<f8', 'fortran_order': 0, 'shape': (1,)}",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (1,), 'more': 1}",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (1,)} or 1",
                "{'descr': '', 'fortran_order': False, 'shape': (1,)}",
                "{descr: '<f8'}",
                "{'descr': '<f8")) {
            requireRefusal("its header is wrong", Samples.npy(1, header, new byte[8]));
        }
        requireRefusal("its dtype '<q9' is unknown: use bool", Samples.npy("<q9", "(1,)", new byte[9]));
        requireRefusal("it has 65 axes, more than 64", Samples.npy("<f8", "(" + "1,".repeat(65) + ")", new byte[8]));
    }

    @Test
    void aDamagedFileIsReadOrRefusedButNothingElse() throws IOException {
        byte[] good = Files.readAllBytes(Samples.numpy("float64_little_3d.npy"));
        long seed = 7;
        Random random = new Random(seed);
        for (int round = 0; round < 600; round++) {
            byte[] bad = good.clone();
            for (int k = 0; k <= random.nextInt(3); k++) {
                bad[random.nextInt(130)] = (byte) random.nextInt(256);
            }
            Path path = Samples.write(folder, "bad.npy", Arrays.copyOf(bad, 100 + random.nextInt(good.length - 99)));
            try {
                InputOutput.load(path).toBytes();
            } catch (FileException expected) {
                assertTrue(expected.getMessage().contains("bad.npy"), "seed " + seed + ": " + expected.getMessage());
            }
        }
    }

    @Test
    void aDamagedArchiveIsReadOrRefusedButNothingElse() throws IOException {
        for (boolean deflated : new boolean[] {false, true}) {
            Path path = folder.resolve("bad.npz");
            byte[] good;
            if (deflated) {
                good = Archives.deflated(folder.resolve("good.npz"), "a", Samples.npy("<f8", "(2, 3)", new byte[48]));
            } else {
                InputOutput.savez(folder.resolve("good.npz"), Map.of("a", Nd.arange(6).reshape(2, 3), "b", Nd.arange(3)));
                good = Files.readAllBytes(folder.resolve("good.npz"));
            }
            Random random = new Random(11);
            for (int round = 0; round < 600; round++) {
                byte[] bad = good.clone();
                for (int k = 0; k <= random.nextInt(3); k++) {
                    bad[random.nextInt(bad.length)] = (byte) (random.nextBoolean() ? random.nextInt(256) : -1);
                }
                Files.write(path, round % 5 == 0 ? Arrays.copyOf(bad, random.nextInt(bad.length)) : bad);
                try {
                    NpzFile archive = InputOutput.loadz(path);
                    for (String name : archive.files()) {
                        archive.get(name).toBytes();
                    }
                } catch (FileException expected) {
                    assertTrue(expected.getMessage().contains("bad.npz"), "round " + round + ": " + expected.getMessage());
                }
            }
        }
    }

    @Test
    void anArchiveIsNoArrayAndAnArrayNoArchive() {
        InputOutput.savez(folder.resolve("a.npz"), Map.of("x", Nd.arange(3)));
        InputOutput.save(folder.resolve("a.npy"), Nd.arange(3));
        requireRefusal("as one array: it is an archive of x: use loadz", () -> InputOutput.load(folder.resolve("a.npz")));
        requireRefusal("does not begin like one: use load", () -> InputOutput.loadz(folder.resolve("a.npy")));
        requireRefusal("no array 'y' in " + folder.resolve("a.npz") + ": it has x",
                () -> InputOutput.loadz(folder.resolve("a.npz")).get("y"));
    }

    @Test
    void aDamagedCompressedArrayIsFoundByItsChecksum() throws IOException {
        byte[] elements = new byte[4000];
        new Random(3).nextBytes(elements);
        Path path = folder.resolve("a.npz");
        byte[] file = Archives.deflated(path, "a", Samples.npy("|u1", "(4000,)", elements));
        file[2000] ^= 1;
        Files.write(path, file);
        String said = assertThrows(FileException.class, () -> InputOutput.loadz(path).get("a")).getMessage();
        assertTrue(said.contains("a.npy in " + path) && (said.contains("checksum is wrong") || said.contains("bytes are damaged")), said);
    }

    @Test
    void aCompressedArrayCannotClaimMoreThanDeflateCanHold() throws IOException {
        byte[] header = Samples.npy("<f8", "(1000000000000,)", new byte[0]);
        Archives.deflated(folder.resolve("a.npz"), "a", header);
        requireRefusal("more than the archive holds", () -> InputOutput.loadz(folder.resolve("a.npz")).get("a"));
    }

    @Test
    void picturesAreWrittenFromBytesOnly() {
        Path png = folder.resolve("a.png");
        NDArray reals = Nd.ones(Shape.of(2, 2));
        assertEquals("imsave needs uint8, got float64[2, 2]: bring the values to 0 .. 255 and use astype('uint8')",
                assertThrows(syrtis.type.DtypeException.class, () -> InputOutput.imsave(png, reals)).getMessage());
        assertThrows(syrtis.type.ShapeException.class, () -> InputOutput.imsave(png, Nd.ones(Shape.of(2, 2, 2), Dtype.UINT8)));
        requireRefusal("give a name that ends in .png", () -> InputOutput.imsave(folder.resolve("a.jpg"), reals.astype(Dtype.UINT8)));
    }
}
