package syrtis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import syrtis.testkit.CleanRuntime;
import syrtis.type.Dtype;
import syrtis.type.Shape;

/** Arrays print as NumPy's do. The samples are made by {@code testkit/src/vectors/make_prints.py}. */
class ArrayPrinterTest {
    @RegisterExtension
    final CleanRuntime clean = new CleanRuntime();

    @Test
    void smallArraysPrintAsNumPysDo() throws IOException {
        List<String> wrong = new ArrayList<>();
        int count = 0;
        for (String line : samples()) {
            String[] parts = line.split("\t", -1);
            String expected = parts[3].replace("\\n", "\n");
            String text = array(parts).toString();
            count++;
            if (!text.equals(expected)) {
                wrong.add(parts[0] + "[" + parts[1] + "]\n" + expected + "\nis printed as\n" + text);
            }
        }
        assertTrue(count > 500, "there are few samples: " + count);
        assertTrue(wrong.isEmpty(), () -> wrong.size() + " differ, such as:\n"
                + wrong.stream().limit(5).collect(Collectors.joining("\n\n")));
    }

    private static List<String> samples() throws IOException {
        try (InputStream in = Objects.requireNonNull(ArrayPrinterTest.class.getResourceAsStream("prints.tsv"))) {
            return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).lines().toList();
        }
    }

    private static NDArray array(String... parts) {
        long[] dims = parts[1].isEmpty()
                ? new long[0]
                : Arrays.stream(parts[1].split(",")).mapToLong(Long::parseLong).toArray();
        return Nd.fromBytes(Base64.getDecoder().decode(parts[2]), Dtype.of(parts[0]), Shape.of(dims));
    }

    @Test
    void moreThanAThousandElementsPrintByTheirCorners() {
        assertEquals("[   0    1    2 ... 1998 1999 2000]", Nd.arange(2001).toString());
        assertEquals(
                """
                [[   0    1    2    3    4]
                 [   5    6    7    8    9]
                 [  10   11   12   13   14]
                 ...
                 [1985 1986 1987 1988 1989]
                 [1990 1991 1992 1993 1994]
                 [1995 1996 1997 1998 1999]]""",
                Nd.arange(2000).reshape(400, 5).toString());
        assertEquals(
                """
                [[[0.00000e+00 2.50000e-01 5.00000e-01]
                  [7.50000e-01 1.00000e+00 1.25000e+00]]

                 [[1.50000e+00 1.75000e+00 2.00000e+00]
                  [2.25000e+00 2.50000e+00 2.75000e+00]]

                 [[3.00000e+00 3.25000e+00 3.50000e+00]
                  [3.75000e+00 4.00000e+00 4.25000e+00]]

                 ...

                 [[1.04550e+03 1.04575e+03 1.04600e+03]
                  [1.04625e+03 1.04650e+03 1.04675e+03]]

                 [[1.04700e+03 1.04725e+03 1.04750e+03]
                  [1.04775e+03 1.04800e+03 1.04825e+03]]

                 [[1.04850e+03 1.04875e+03 1.04900e+03]
                  [1.04925e+03 1.04950e+03 1.04975e+03]]]""",
                Nd.arange(4200).divide(4).reshape(700, 2, 3).toString());
        assertEquals(
                """
                [[   0    1    2 ... 1997 1998 1999]
                 [2000 2001 2002 ... 3997 3998 3999]
                 [4000 4001 4002 ... 5997 5998 5999]
                 [6000 6001 6002 ... 7997 7998 7999]
                 [8000 8001 8002 ... 9997 9998 9999]]""",
                Nd.arange(10_000).reshape(5, 2000).toString());
    }

    @Test
    void aLargeArrayIsNotComputedToPrintIt() {
        NDArray square = Nd.arange(10_000_000_000L).reshape(100_000, 100_000);
        String last = " [9999900000 9999900001 9999900002 ... 9999999997 9999999998 9999999999]]";
        assertTrue(square.toString().endsWith(last), square::toString);
    }
}
