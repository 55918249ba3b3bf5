package syrtis.files;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import syrtis.InputOutput;
import syrtis.InputOutput.Genfromtxt;
import syrtis.InputOutput.Loadtxt;
import syrtis.InputOutput.Savetxt;
import syrtis.NDArray;
import syrtis.Nd;
import syrtis.Options;
import syrtis.Runtime;
import syrtis.type.Dtype;
import syrtis.type.DtypeException;
import syrtis.type.FileException;
import syrtis.type.Shape;
import syrtis.type.ShapeException;

/** Tables of numbers as text. */
class TextTest {
    private static final Loadtxt COMMAS = Loadtxt.defaults().delimiter(",");

    @TempDir
    Path folder;

    private NDArray load(String text, Loadtxt options) throws IOException {
        return InputOutput.loadtxt(Files.writeString(folder.resolve("t.txt"), text), options);
    }

    private void requireRefusal(String message, String text, Loadtxt options) {
        String said = assertThrows(FileException.class, () -> load(text, options)).getMessage();
        assertTrue(said.contains(message.replace("FILE", folder.resolve("t.txt").toString())), said);
    }

    private static void requireTable(double[][] expected, NDArray actual) {
        Samples.requireSame(Nd.of(expected), actual);
    }

    @Test
    void blanksCommentsAndEmptyLinesAreNoNumbers() throws IOException {
        requireTable(new double[][] {{1, 2.5}, {-3, 4e2}}, load("# head\n\n  1\t2.5 \r\n   \n-3 4e2 # end\n#\n", Loadtxt.defaults()));
        requireTable(new double[][] {{1, 2}, {3, 4}}, load("\ufeff1 , 2\n3,4", COMMAS));
        requireTable(new double[][] {{1, 2}, {3, 4}}, load("1;2\n3;4//x;5\n", COMMAS.delimiter(";").comments("//")));
        requireTable(new double[][] {{1, 2}, {3, 4}}, load("1\t2\n3\t 4\n", COMMAS.delimiter("\t")));
    }

    @Test
    void axesOfLengthOneDisappear() throws IOException {
        assertEquals(Shape.of(3), load("1,2,3\n", COMMAS).shape());
        assertEquals(Shape.of(2), load("1\n2\n", COMMAS).shape());
        assertEquals(Shape.SCALAR, load("7", COMMAS).shape());
        assertEquals(Shape.of(0), load("# nothing\n", COMMAS).shape());
        assertEquals(Shape.of(0), load("", COMMAS).shape());
    }

    @Test
    void linesAndColumnsAreChosen() throws IOException {
        String text = "a,b,c\nx,1,2\ny,3,4\nz,5,6\n";
        requireTable(new double[][] {{2, 1}, {4, 3}}, load(text, COMMAS.skiprows(1).usecols(-1, 1).maxRows(2)));
        assertArrayEquals(new double[] {1, 3, 5}, load(text, COMMAS.skiprows(1).usecols(1)).toDoubles());
        assertEquals(Shape.of(0), load(text, COMMAS.maxRows(0)).shape());
    }

    @Test
    void otherDtypesAreRead() throws IOException {
        NDArray longs = load("9223372036854775807,-9223372036854775808\n1,+2\n", COMMAS.dtype(Dtype.INT64));
        assertArrayEquals(new long[] {Long.MAX_VALUE, Long.MIN_VALUE, 1, 2}, longs.toLongs());
        assertArrayEquals(new long[] {-1, 0}, load("18446744073709551615,0", COMMAS.dtype(Dtype.UINT64)).toLongs());
        assertArrayEquals(new long[] {-128, 127}, load("-128,127", COMMAS.dtype(Dtype.INT8)).toLongs());
        assertArrayEquals(new boolean[] {true, false}, load("2,0", COMMAS.dtype(Dtype.BOOL)).toBooleans());
        Samples.requireSame(Nd.of(0.1, 1e30).astype(Dtype.FLOAT32), load("0.1,1e30", COMMAS.dtype(Dtype.FLOAT32)));
        assertThrows(DtypeException.class, () -> load("1", COMMAS.dtype(Dtype.COMPLEX64)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "FLOAT64 | 1,2;3,4,5;6,7 | cannot read line 2 of FILE: it has 3 columns, but line 1 has 2: mend the file",
        "FLOAT64 | 1,2;;3 | cannot read line 3 of FILE: it has 1 column, but line 1 has 2",
        "FLOAT64 | 1,2;3,four | cannot read line 2 of FILE: column 2 is 'four', no float64: mend it",
        "FLOAT64 | mean,std;1,2 | cannot read line 1 of FILE: column 1 is 'mean', no float64: pass over a header with skiprows",
        "FLOAT64 | 1,;2,3 | cannot read line 1 of FILE: column 2 is empty, no float64",
        "FLOAT64 | 1,0x10 | column 2 is '0x10'",
        "FLOAT64 | 1,1f | column 2 is '1f'",
        "FLOAT64 | 1,1e | column 2 is '1e'",
        "FLOAT64 | 1,. | column 2 is '.'",
        "FLOAT64 | 1,1_0 | column 2 is '1_0'",
        "FLOAT64 | 1,1 2 | column 2 is '1 2'",
        "INT64 | 1,2.5 | column 2 is '2.5', no int64",
        "INT64 | 1,9223372036854775808 | column 2 is '9223372036854775808', no int64",
        "UINT8 | 1,256 | column 2 is '256', no uint8",
        "UINT8 | 1,-1 | column 2 is '-1', no uint8"
    })
    void mistakesAreFoundWithTheirLine(Dtype dtype, String text, String message) {
        requireRefusal(message, text.replace(';', '\n'), COMMAS.dtype(dtype));
    }

    @Test
    void otherMistakesAreNamed() {
        requireRefusal("is the delimiter ','?", "1,2\n", Loadtxt.defaults());
        requireRefusal("line 1 of FILE: it has 2 columns, but column 5 is wanted: columns count from 0", "1,2\n", COMMAS.usecols(5));
        requireRefusal("the delimiter must be one ASCII character, or none for blanks, got '::'", "1,2\n", COMMAS.delimiter("::"));
        requireRefusal("must be at least 0, got -1", "1,2\n", COMMAS.skiprows(-1));
        assertThrows(FileException.class, () -> InputOutput.loadtxt(folder, COMMAS));
        assertThrows(FileException.class, () -> InputOutput.loadtxt(folder.resolve("no"), COMMAS));
    }

    @Test
    void genfromtxtReadsWhatIsMissing() throws IOException {
        Path file = Files.writeString(folder.resolve("g.csv"), "a,b,c\n1,,3\n4,x,\n");
        Genfromtxt options = Genfromtxt.defaults().delimiter(",").skipHeader(1);
        requireTable(new double[][] {{1, Double.NaN, 3}, {4, Double.NaN, Double.NaN}}, InputOutput.genfromtxt(file, options));
        assertArrayEquals(new long[] {1, -1, 3, 4, -1, -1}, InputOutput.genfromtxt(file, options.dtype(Dtype.INT64)).toLongs());
        Files.writeString(file, "1,2\n3\n");
        assertTrue(assertThrows(FileException.class, () -> InputOutput.genfromtxt(file, options.skipHeader(0))).getMessage().contains("line 2"));
    }

    @Test
    void everyDecimalIsRoundedCorrectly() throws IOException {
        long seed = 99;
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder();
        double[] expected = new double[100_000];
        for (int k = 0; k < expected.length; k++) {
            double value = Double.longBitsToDouble(random.nextLong());
            String number = switch (k % 6) {
                case 0 -> Double.isNaN(value) ? "nan" : Double.toString(value).replace("Infinity", "inf");
                case 1 -> Double.isFinite(value) ? new java.math.BigDecimal(value).round(new java.math.MathContext(19)).toString() : "-INF";
                case 2 -> random.nextLong() + "." + random.nextInt(1000);
                case 3 -> Long.toString(random.nextLong() >>> random.nextInt(64)) + "e" + (random.nextInt(700) - 350);
                case 4 -> { // Between two doubles, or nearly so.
                    double next = Math.abs(Math.scalb(1 + random.nextDouble(), random.nextInt(80) - 40));
                    yield new java.math.BigDecimal(next).add(new java.math.BigDecimal(Math.ulp(next) / 2)).toString()
                            + (random.nextBoolean() ? "" : random.nextBoolean() ? "0001" : "");
                }
                default -> (random.nextInt(200) - 100) / 8.0 + "";
            };
            text.append(number).append('\n');
            String forJava = number.toLowerCase(java.util.Locale.ROOT).replace("nan", "NaN").replace("inf", "Infinity");
            expected[k] = Double.parseDouble(forJava);
        }
        double[] read = load(text.toString(), Loadtxt.defaults()).toDoubles();
        for (int k = 0; k < expected.length; k++) {
            int line = k;
            assertEquals(Double.doubleToLongBits(expected[k]), Double.doubleToLongBits(read[k]),
                    () -> "seed " + seed + ", line " + (line + 1) + ": " + text.toString().lines().skip(line).findFirst().orElse(""));
        }
    }

    @Test
    void aTableLargerThanMemoryIsRead() throws Exception {
        int rows = 60_000;
        StringBuilder text = new StringBuilder();
        for (int row = 0; row < rows; row++) {
            text.append(row).append(',').append(row * 2).append(".5" + ",1".repeat(30) + "\n");
        }
        Path file = Files.writeString(folder.resolve("large.csv"), text);
        try (Runtime small = Runtime.of(Options.defaults().withMemory(12 << 20).withThreads(2).withSpill(folder))) {
            small.run(() -> {
                NDArray table = InputOutput.loadtxt(file, COMMAS);
                assertEquals(Shape.of(rows, 32), table.shape());
                assertEquals((rows - 1) * 2 + 0.5, table.get(-1, 1).item());
                assertEquals(rows * (rows - 1L) / 2, table.sum(syrtis.Over.axis(0)).get(0).item());
                return true;
            });
        }
    }

    @Test
    void aVeryLongLineIsRead() throws IOException {
        String line = java.util.stream.IntStream.range(0, 500_000).mapToObj(Integer::toString).collect(Collectors.joining(","));
        NDArray table = load(line + "\n" + line, COMMAS);
        assertEquals(Shape.of(2, 500_000), table.shape());
        assertEquals(499_999, table.get(1, -1).item());
    }

    @Test
    void textIsWrittenAsNumpyWritesIt() throws IOException {
        Path file = folder.resolve("t.txt");
        NDArray reals = InputOutput.loadz(Samples.numpy("stored.npz")).get("float64_little_2d").reshape(4, 3);
        InputOutput.savetxt(file, reals, Savetxt.defaults().header("first\nsecond").footer("end"));
        assertEquals(Files.readString(Samples.numpy("savetxt.txt")), Files.readString(file));
        Samples.requireSame(reals, InputOutput.loadtxt(file, Loadtxt.defaults()));
        NDArray complex = InputOutput.loadz(Samples.numpy("stored.npz")).get("complex128_little_2d").reshape(12).get(syrtis.Index.to(4)).reshape(2, 2);
        InputOutput.savetxt(file, complex, Savetxt.defaults().fmt("%.3f").delimiter(","));
        assertEquals(Files.readString(Samples.numpy("savetxt_complex.txt")), Files.readString(file));
    }

    @Test
    void everyFormatIsPythons() throws IOException {
        Map<String, List<String[]>> byFormat = new LinkedHashMap<>();
        for (String line : Files.readAllLines(Samples.numpy("formats.tsv"))) {
            String[] cells = line.split("\t", -1);
            byFormat.computeIfAbsent(cells[0], _ -> new java.util.ArrayList<>()).add(cells);
        }
        byFormat.forEach((format, rows) -> {
            double[] values = rows.stream().mapToDouble(row -> Double.longBitsToDouble(Long.parseUnsignedLong(row[1], 16))).toArray();
            InputOutput.savetxt(folder.resolve("f"), Nd.of(values), Savetxt.defaults().fmt(format));
            try {
                assertEquals(rows.stream().map(row -> row[2]).toList(), Files.readAllLines(folder.resolve("f")), format);
            } catch (IOException failure) {
                throw new AssertionError(failure);
            }
        });
    }

    @Test
    void integersAndBoolsAreWritten() throws IOException {
        Path file = folder.resolve("t.txt");
        InputOutput.savetxt(file, Samples.various(Dtype.UINT64, 2, 2).multiply(0).subtract(1), Savetxt.defaults().fmt("%d").delimiter(","));
        assertEquals("18446744073709551615,18446744073709551615\n".repeat(2), Files.readString(file));
        InputOutput.savetxt(file, Nd.of(true, false), Savetxt.defaults().fmt("%s"));
        assertEquals("True\nFalse\n", Files.readString(file));
        InputOutput.savetxt(file, Nd.arange(3), Savetxt.defaults());
        assertEquals("0.000000000000000000e+00\n1.000000000000000000e+00\n2.000000000000000000e+00\n", Files.readString(file));
        InputOutput.savetxt(file, Nd.zeros(Shape.of(2, 0)), Savetxt.defaults());
        assertEquals("\n\n", Files.readString(file));
    }

    @Test
    void whatIsNoTableIsNotWritten() throws IOException {
        assertThrows(ShapeException.class, () -> InputOutput.savetxt(folder.resolve("t"), Nd.scalar(1.0), Savetxt.defaults()));
        assertThrows(ShapeException.class, () -> InputOutput.savetxt(folder.resolve("t"), Nd.ones(Shape.of(1, 1, 1)), Savetxt.defaults()));
        String said = assertThrows(FileException.class,
                        () -> InputOutput.savetxt(folder.resolve("t"), Nd.arange(3), Savetxt.defaults().fmt("%x")))
                .getMessage();
        assertTrue(said.contains("savetxt cannot use the format '%x'"), said);
        assertEquals(List.of(), Samples.names(folder));
    }

    @Test
    void rowsAreWrittenInOrderWhateverTheTiles() throws Exception {
        NDArray table = Nd.arange(35 * 41).reshape(35, 41);
        InputOutput.savetxt(folder.resolve("whole"), table, Savetxt.defaults().fmt("%d"));
        for (long longest : new long[] {1, 4, 40}) {
            try (Runtime tiled = Runtime.of(Options.defaults().withLongestTile(longest))) {
                tiled.run(() -> {
                    InputOutput.savetxt(folder.resolve("tiled"), Nd.arange(35 * 41).reshape(35, 41), Savetxt.defaults().fmt("%d"));
                    return true;
                });
            }
            assertArrayEquals(Files.readAllBytes(folder.resolve("whole")), Files.readAllBytes(folder.resolve("tiled")));
        }
        assertEquals("0", new String(Files.readAllBytes(folder.resolve("whole")), StandardCharsets.UTF_8).substring(0, 1));
    }
}
