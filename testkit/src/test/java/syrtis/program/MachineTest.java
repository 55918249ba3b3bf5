package syrtis.program;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import syrtis.NDArray;
import syrtis.Nd;
import syrtis.type.CancelledException;
import syrtis.type.Dtype;
import syrtis.type.ProgramException;
import syrtis.type.Shape;
import syrtis.type.ShapeException;

/** What programs do to arrays; {@code a} is 1 .. 6 as 2 x 3, {@code b} is 10, 20, 30, {@code k} is 0 .. 4. */
class MachineTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '¦',
            quoteCharacter = '`',
            value = {
                // Operators, methods and functions
                "a + 1                               ¦ [[2.0, 3.0, 4.0], [5.0, 6.0, 7.0]]",
                "1 - a[0] * 2                        ¦ [-1.0, -3.0, -5.0]",
                "a @ b                               ¦ [140.0, 320.0]",
                "-k // 2, -k % 3, k ** 2             ¦ ([0, -1, -1, -2, -2], [0, 2, 1, 0, 2], [0, 1, 4, 9, 16])",
                "~k & 6 | 1 ^ k << 1                 ¦ [7, 7, 5, 7, 11]",
                "(k > 1) & (k < 4)                   ¦ [False, False, True, True, False]",
                "k + 0.5, k + 1j                     ¦ ([0.5, 1.5, 2.5, 3.5, 4.5], [1j, (1+1j), (2+1j), (3+1j),"
                        + " (4+1j)])",
                "a.sum(), a.sum(axis=0), a.sum(0), np.sum(a, axis=1), sum(a) ¦ (21.0, [5.0, 7.0, 9.0], [5.0, 7.0,"
                        + " 9.0], [6.0, 15.0], 21.0)",
                "a.sum(axis=(0, 1), keepdims=True)   ¦ [[21.0]]",
                "a.sum(axis=None, dtype='float32')   ¦ 21.0",
                "b.var(ddof=1), b.var(correction=1)  ¦ (100.0, 100.0)",
                "np.add(a, b)[1], add(1, 2)          ¦ ([14.0, 25.0, 36.0], 3)",
                "a.reshape(3, 2), a.reshape((3, -1))[2], a.reshape(-1, order='F') ¦ ([[1.0, 2.0], [3.0, 4.0], [5.0,"
                        + " 6.0]], [5.0, 6.0], [1.0, 4.0, 2.0, 5.0, 3.0, 6.0])",
                "a.T.shape, a.ndim, a.size, len(a), a.T[0] ¦ ((3, 2), 2, 6, 2, [1.0, 4.0])",
                "np.sqrt(4), math.sqrt(4), abs(-b), max(b), min(3, 1) ¦ (2.0, 2.0, [10.0, 20.0, 30.0], 30.0, 1)",
                "np.expand_dims(k, 0).shape, np.expandDims(k, axis=1).shape ¦ ((1, 5), (5, 1))",
                "np.where(k > 2, k, -1)              ¦ [-1, -1, -1, 3, 4]",
                "np.linalg.matmul(a, b)              ¦ [140.0, 320.0]",
                "a.item(3) if False else a.sum().item(), k.tolist() ¦ (21.0, [0, 1, 2, 3, 4])",
                // Making arrays
                "np.array([[1, 2], [3, 4]]), np.array([1, 2.5]), np.array([True]), np.array([1, 1j]) ¦ ([[1, 2], [3,"
                        + " 4]], [1.0, 2.5], [True], [(1+0j), 1j])",
                "np.array([k[:2], [7, 8]]), np.array([a.sum(), 1]), np.array(range(3)) ¦ ([[0, 1], [7, 8]], [21.0,"
                        + " 1.0], [0, 1, 2])",
                "np.array([]).dtype == 'float64', np.array([]).shape, np.array([[]]).shape ¦ (True, (0,), (1, 0))",
                "np.array([1, 2], dtype=float), np.array(3, 'int8').dtype, np.float32(0.1).dtype ¦ ([1.0, 2.0], int8,"
                        + " float32)",
                "np.array([2 ** 63]), np.uint64(2 ** 64 - 1), np.int8(-128) ¦ ([9223372036854775808],"
                        + " 18446744073709551615, -128)",
                "np.zeros((2, 2), int), np.zeros(2, dtype=bool) ¦ ([[0, 0], [0, 0]], [False, False])",
                "np.array([[1], [2]]) + [10, 20], k + (1, 2, 3, 4, 5) ¦ ([[11, 21], [12, 22]], [1, 3, 5, 7, 9])",
                // Subscripts
                "a[1:, ::-2, None]                   ¦ [[[6.0], [4.0]]]",
                "a[..., 0], a[-1], a[0, 1], a[:, [0, 2]], a[a > 4] ¦ ([1.0, 4.0], [4.0, 5.0, 6.0], 2.0, [[1.0, 3.0],"
                        + " [4.0, 6.0]], [5.0, 6.0])",
                "k[np.array([1, 1, 3])], k[k[2]], k[np.int64(1):k[3]] ¦ ([1, 1, 3], 2, [1, 2])",
                "k[[]], k[[True, False, True, False, False]] ¦ ([], [0, 2])",
                // Comparisons of the other kinds
                "a.dtype == np.float64, a.dtype == 'float64', a.dtype == float, a.dtype == int, a.dtype.name ¦ (True,"
                        + " True, True, False, 'float64')",
                "a.shape == (2, 3), a is None, 3 in k, 7 in k, 1 < k[2] < 3 ¦ (True, False, True, False, True)",
                "k < 2 ** 70, k == -2 ** 70          ¦ ([True, True, True, True, True], [False, False, False, False,"
                        + " False])",
                // Statements
                "x = y = 3; x + y                    ¦ 6",
                "(x, y), z = (1, 2), 3; x, y, z      ¦ (1, 2, 3)",
                "x, y = a; y - x                     ¦ [3.0, 3.0, 3.0]",
                "x, y = a.shape; x * y               ¦ 6",
                "del a; k = 1; k                     ¦ 1",
                "x = [1]; x += [2]; x.append(3); x[0] = 9; x ¦ [9, 2, 3]",
            })
    void itGivesWhatPythonPrints(String program, String printed) {
        assertEquals(printed, repr(program));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '¦',
            quoteCharacter = '`',
            value = {
                "a[0] = 7; a                         ¦ [[7.0, 7.0, 7.0], [4.0, 5.0, 6.0]]",
                "a[:, 1] += 10; a                    ¦ [[1.0, 12.0, 3.0], [4.0, 15.0, 6.0]]",
                "a[0, 0] -= 0.5; a[0]                ¦ [0.5, 2.0, 3.0]",
                "k[k > 2] = 0; k                     ¦ [0, 1, 2, 0, 0]",
                "k[k > 2] -= 50; k                   ¦ [0, 1, 2, -47, -46]",
                "k[[1, 1, 3]] += 1; k                ¦ [0, 2, 2, 4, 4]",
                "k[1:] += k[:-1]; k                  ¦ [0, 1, 3, 5, 7]",
                "k[:] = [5, 4, 3, 2, 1]; k           ¦ [5, 4, 3, 2, 1]",
                "k[k[2]] += k[4]; k                  ¦ [0, 1, 6, 3, 4]",
                "c = k; c += 1; k                    ¦ [1, 2, 3, 4, 5]",
                "c = k; c = c + 1; k                 ¦ [0, 1, 2, 3, 4]",
                "c = k[1:3]; c *= 5; k               ¦ [0, 5, 10, 3, 4]",
                "c = k.T; c //= 2; k                 ¦ [0, 0, 1, 1, 2]",
                "a[0][0] = 9; a[0]                   ¦ [9.0, 2.0, 3.0]",
                "np.add(k, 1, out=k); k              ¦ [1, 2, 3, 4, 5]",
                "x = np.multiply(k[:-1], k[1:], out=k[1:]); k, x ¦ ([0, 0, 2, 6, 12], [0, 2, 6, 12])",
                "k.sum(out=None)                     ¦ 10",
                "m = np.array([[1., 1], [0, 1]]); n = m; n @= n; m ¦ [[1.0, 2.0], [0.0, 1.0]]",
                // One element is a value, not a view
                "x = k[0]; k[0] = 9; x               ¦ 0",
                "x = k[1]; x += 5; k                 ¦ [0, 1, 2, 3, 4]",
                "k[0], k[1] = k[1], k[0]; k          ¦ [1, 0, 2, 3, 4]",
                "s = a.sum(); t = s; s += 1; t, s    ¦ (21.0, 22.0)",
                // but an array without axes is an array
                "c = np.array(5.); d = c; c += 1; d  ¦ 6.0",
                "c = np.array(5.); c[()] = 7; c[...] = c + 1; c ¦ 8.0",
            })
    void assignmentsWriteWhereNumPysDo(String program, String printed) {
        assertEquals(printed, repr(program));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '¦',
            quoteCharacter = '`',
            value = {
                "for i in range(3):/    k[i:] += 1/k  ¦ [1, 3, 5, 6, 7]",
                "s = 0/for x in k:/    if x == 3: break/    s += x/else:/    s = -1/s ¦ 3",
                "s = 0/for row in a:/    for x in row:/        if x > 5: continue/        s += x/s ¦ 15.0",
                "n = 0/while 2 ** n < 100:/    n += 1/n ¦ 7",
                "if k.sum() > 100:/    x = 'a'/elif k.any():/    x = 'b'/else:/    x = 'c'/x ¦ 'b'",
                "def f(n):/    if n < 2:/        return n/    return f(n - 1) + f(n - 2)/f(12) ¦ 144",
                "def f(x, y=2, z=3):/    return x * y + z/f(1), f(1, 5), f(1, z=0), f(y=1, x=0) ¦ (5, 8, 2, 3)",
                "def f(x):/    x += 1/    y = 2/f(k)/k ¦ [1, 2, 3, 4, 5]",
                "def outer(n):/    def inner(x):/        return x + n/    return inner/g = outer(10)/g(1) ¦ 11",
                "def f():/    pass/f() is None ¦ True",
                "y = 1/def f():/    y = 2/    return y/f(), y ¦ (2, 1)",
                "x = [i * k.sum() for i in range(3) if i != 1]/x ¦ [0, 20]",
                "i = 5/[i for i in range(3)]/i ¦ 5",
                "import numpy as np/from numpy import sqrt as root, pi/import numpy.linalg as la/np.sum(root(b * 0 +"
                        + " 4)), la.matmul(k, k), pi > 3 ¦ (6.0, 30, True)",
                "import numpy as np/sum(a) ¦ [5.0, 7.0, 9.0]",
                "from numpy import */sum(a) ¦ 21.0",
                "from numpy.random import default_rng/default_rng(1).uniform(-1, 1, (4, 2)).shape ¦ (4, 2)",
                "x = np.random.default_rng(7); y = np.random.default_rng(7); (x.normal(size=5) == y.normal(0, 1,"
                        + " 5)).all() ¦ True",
            })
    void controlFlowIsPythons(String lines, String printed) {
        assertEquals(printed, repr(lines.replace('/', '\n').replace("\n\n", "//")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '¦',
            quoteCharacter = '`',
            value = {
                "np.cumulativ_sum(a)   ¦ 4  ¦ np has no 'cumulativ_sum': did you mean 'cumulative_sum'?",
                "cumulativ_sum(a)      ¦ 1  ¦ no name is 'cumulativ_sum': did you mean 'cumulative_sum'?",
                "alpha = 1; alpa + 1   ¦ 12 ¦ no name is 'alpa': did you mean 'alpha'?",
                "pirnt(a)              ¦ 1  ¦ no name is 'pirnt': did you mean 'print'?",
                "zzzzzz                ¦ 1  ¦ no name is 'zzzzzz'",
                "np.default_rng(0)     ¦ 4  ¦ np has no 'default_rng': did you mean 'np.random.default_rng'?",
                "a.summ()              ¦ 3  ¦ an array has no 'summ': did you mean 'sum'?",
                "a.getClass()          ¦ 3  ¦ an array has no 'getClass'",
                "np.random.default_rng(0).unifrm() ¦ 26 ¦ a random has no 'unifrm': did you mean 'uniform'?",
                "a.sum(axsi=1)         ¦ 3  ¦ sum(axsi=1) cannot be called: it has no keyword 'axsi': did you mean"
                        + " 'axis'?; write sum() or sum(*axis) or sum(axis=, keepdims=, dtype=, ddof=, where=, initial=)",
                "np.arctan2(a)         ¦ 4  ¦ arctan2(float64[2, 3]) cannot be called: 'x2' is missing; write"
                        + " arctan2(x1, x2)",
                "np.zeros(3, 'x')      ¦ 4  ¦ zeros(3, 'x') cannot be called: 'dtype' cannot be the string 'x'; write"
                        + " zeros(*shape) or zeros(shape) or zeros(shape, dtype)",
                "np.sqrt('x')          ¦ 4  ¦ sqrt('x') cannot be called: 'x' cannot be the string 'x'; write sqrt(x)",
                "a + np.ones(4)        ¦ 3  ¦ add cannot broadcast shapes [2, 3] and [4]: axis -1 has lengths 3 and 4",
                "a.sum(axis=2)         ¦ 3  ¦ sum needs axis in [-2, 2), got 2 for shape [2, 3]",
                "a[2]                  ¦ 2  ¦ index 2 is out of range for axis 0 of length 2 in shape [2, 3]",
                "1 + a[0, 5] * 2       ¦ 6  ¦ index 5 is out of range for axis 1 of length 3 in shape [2, 3]",
                "a[0.5]                ¦ 2  ¦ an index is an integer, got 0.5: use int(...) or '//'",
                "a['x']                ¦ 2  ¦ an index is an integer, a slice, None, '...', a mask or integers, got"
                        + " the string 'x'",
                "a[1.5:]               ¦ 2  ¦ an index is an integer, got the number 1.5: use int(...) or '//'",
                "if a: pass            ¦ 4  ¦ an array of 6 elements is neither true nor false: use .any() or .all()",
                "0 < a < 3             ¦ 7  ¦ an array of 6 elements is neither true nor false: use .any() or .all()",
                "not a                 ¦ 5  ¦ an array of 6 elements is neither true nor false: use .any() or .all()",
                "int(a)                ¦ 1  ¦ one number is needed here, got float64[2, 3]",
                "x, y, z = a           ¦ 1  ¦ 3 names cannot share float64[2, 3]: it holds only 2",
                "x, y = b              ¦ 1  ¦ 2 names cannot share float64[3]: it holds more",
                "a(0)                  ¦ 1  ¦ float64[2, 3] cannot be called: is an operator missing, or a subscript"
                        + " [...] meant?",
                "a.sum + 1             ¦ 7  ¦ '+' is not defined between the function sum and the integer 1: call it"
                        + " with (...)",
                "np.sum[a]             ¦ 7  ¦ the function np.sum has no elements to take by [...]: call it with (...)",
                "np(a)                 ¦ 1  ¦ np is a module: call one of its functions, np.name(...)",
                "np.array([[1], [2, 3]]) ¦ 4 ¦ an array needs rows of one length, got 1 and 2",
                "np.array([1, [2]])    ¦ 4  ¦ an array needs rows of one length, got a number and 1",
                "np.array([[1], 2])    ¦ 4  ¦ an array needs rows of one length, got a row and a number",
                "np.array(['x'])       ¦ 4  ¦ an array holds numbers, got the string 'x'",
                "np.uint8(256)         ¦ 4  ¦ uint8 cannot hold 256: it goes from 0 to 255",
                "k + 2 ** 70           ¦ 3  ¦ arrays hold integers of 64 bits, 1180591620717411303424 does not fit:"
                        + " write it with '.0'",
                "a.sum()[0] = 1        ¦ 8  ¦ one element of an array is a value and cannot be assigned to: index the"
                        + " array itself",
                "a.shape[0] = 1        ¦ 8  ¦ a tuple of 2 cannot be changed: make it a list",
                "np.add(a, b, out=3)   ¦ 4  ¦ 'out' is the array that takes the result, got the integer 3",
                "a + 'x'               ¦ 3  ¦ '+' is not defined between float64[2, 3] and the string 'x'",
                "a < None              ¦ 3  ¦ '<' cannot compare float64[2, 3] with None",
                "for x in 3: pass      ¦ 10 ¦ a loop needs a range, a list, a tuple or an array, got the integer 3: is"
                        + " range(3) meant?",
                "del nothing           ¦ 5  ¦ no name is 'nothing'",
                "assert 1 > 2, 'no'    ¦ 1  ¦ the assertion does not hold: no",
                "from numpy import summ ¦ 19 ¦ np has no 'summ': did you mean 'sum'?",
                "len(a, b)             ¦ 1  ¦ len takes 1 argument, got 2",
                "print(a, colour=1)    ¦ 1  ¦ print has no keyword 'colour'",
                // What NumPy has and we have not
                "np.histogram2d(a, b)  ¦ 4  ¦ NumPy's 'np.histogram2d' cannot be used: order statistics, histograms and"
                        + " gradients are not there yet",
                "np.linalg.lstsq(a, b) ¦ 11 ¦ NumPy's 'np.linalg.lstsq' cannot be used: dense factorisations are not"
                        + " there yet",
                "a.byteswap()          ¦ 3  ¦ an array has no 'byteswap'",
                "vectorize(a)          ¦ 1  ¦ NumPy's 'vectorize' cannot be used: functions that call functions of the"
                        + " program are not there yet",
                // What only programs have
                "np.savez(3)           ¦ 4  ¦ savez(3) cannot be called: write savez(file, name=array)",
                "np.fromfunction(3, 3) ¦ 4  ¦ fromfunction(3, 3) cannot be called: write fromfunction(function, shape,"
                        + " dtype=)",
                "np.mgrid[0:3, 1]      ¦ 9  ¦ a grid is made of slices like 0:5, 0:1:0.1 or 0:1:11j, got the integer 1",
                "np.r_['-1', a]        ¦ 6  ¦ words in the brackets are not there: use concatenate or stack",
                "np.add.outer(a)       ¦ 8  ¦ add.outer takes two arrays, got (float64[2, 3])",
                "np.float32('x')       ¦ 4  ¦ float needs a number, got the string 'x'",
                "np.dtype('flaot32')   ¦ 4  ¦ the string 'flaot32' is no dtype: use one like 'float32'",
                "np.zeros(3, dtype='flaot64') ¦ 4 ¦ zeros(3, dtype='flaot64') cannot be called: 'dtype' cannot be the"
                        + " string 'flaot64': did you mean 'float64'?; write zeros(*shape) or zeros(shape) or zeros(shape,"
                        + " dtype)",
                "a.max(where=a > 1)    ¦ 3  ¦ max with 'where' needs 'initial': what it is of no elements",
                "a.mean(initial=1)     ¦ 3  ¦ mean takes no 'initial': only sum, prod, max and min do",
            })
    void aMistakeIsNamedAndPointedAt(String program, int column, String message) {
        ProgramException error = assertThrows(ProgramException.class, () -> run(program));
        String[] lines = String.valueOf(error.getMessage()).split("\n");
        assertEquals(message, lines[0]);
        assertEquals("  line 1: " + program, lines[1]);
        assertEquals("  line 1: ".length() + column - 1, lines[2].indexOf('^'), error.getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '¦',
            quoteCharacter = '`',
            value = {
                "f(1)          ¦ f(x, y) needs 'y'",
                "f(1, 2, 3)    ¦ f(x, y) takes 2 arguments, got 3",
                "f(1, 2, z=3)  ¦ f(x, y) has no argument 'z'",
                "f(1, x=2)     ¦ f(x, y) got 'x' twice",
                "f(1, 'a')     ¦ '-' is not defined between the integer 1 and the string 'a'",
                "g(1)          ¦ 'g' calls itself more than 200 deep: use a loop",
            })
    void aWrongCallOfAnOwnFunctionIsExplained(String call, String message) {
        String program = "def f(x, y):\n    return x - y\ndef g(x):\n    return g(x)\n" + call;
        ProgramException error = assertThrows(ProgramException.class, () -> run(program));
        assertEquals(message, String.valueOf(error.getMessage()).split("\n")[0]);
    }

    @Test
    void theErrorOfTheApiIsTheCause() {
        ProgramException error = assertThrows(ProgramException.class, () -> run("x = 1\ny = a +  np.ones(4)\n"));
        assertInstanceOf(ShapeException.class, error.getCause());
        assertEquals("""
            add cannot broadcast shapes [2, 3] and [4]: axis -1 has lengths 3 and 4
              line 2: y = a +  np.ones(4)
                            ^\
            """, error.getMessage());
    }

    @Test
    void inputsAreArraysNumbersAndStrings() {
        Result result = Program.of("(x * n + f, flag, name)")
                .run(Map.of("x", Nd.of(1L, 2L), "n", 3, "f", 0.5, "flag", true, "name", "sum"));
        Result.Several several = assertInstanceOf(Result.Several.class, result);
        assertArrayEquals(
                new double[] {3.5, 6.5}, several.items().get(0).array().toDoubles());
        assertEquals(Dtype.BOOL, several.items().get(1).array().dtype());
        assertEquals("sum", several.items().get(2).toString());
        assertThrows(ProgramException.class, () -> Program.of("x").run(Map.of("x", new Object())));
    }

    @Test
    void inputsAreSharedNotCopied() {
        NDArray x = Nd.of(1L, 2L, 3L);
        Program.of("x[0] = 7; x += 1").run(Map.of("x", x));
        assertArrayEquals(new long[] {8, 3, 4}, x.toLongs());
        assertSame(x, Program.of("x").run(Map.of("x", x)).array());
    }

    @Test
    void resultsAreArraysTuplesOtherThingsOrNothing() {
        assertEquals(Shape.SCALAR, run("1 + 1").array().shape());
        assertEquals(Dtype.INT64, run("1 + 1").array().dtype());
        assertEquals(3, run("a, (b, k)").arrays().size());
        assertEquals(
                "float64", assertInstanceOf(Result.Other.class, run("a.dtype")).text());
        assertInstanceOf(Result.None.class, run("x = 1"));
        assertInstanceOf(Result.None.class, run("None"));
        assertInstanceOf(Result.None.class, run(""));
        ProgramException error =
                assertThrows(ProgramException.class, () -> run("a, b").array());
        assertTrue(String.valueOf(error.getMessage()).contains("gives 2 arrays"), error.getMessage());
    }

    @Test
    void aProgramCanBeRunManyTimes() {
        Program program = Program.of("n = n + 1; n");
        for (int n = 0; n < 3; n++) {
            assertEquals(n + 1, program.run(Map.of("n", n)).array().itemLong());
        }
    }

    @Test
    void aSumOfAHundredThousandNumbersIsComputed() {
        assertEquals(100_001, run("1" + "+1".repeat(100_000)).array().itemLong());
    }

    @Test
    void aChainOfAThousandCallsIsComputed() {
        assertArrayEquals(
                new double[] {10, 20, 30},
                run("b" + ".T.copy()".repeat(1000)).array().toDoubles());
    }

    @Test
    void anInterruptEndsALoop() {
        Thread.currentThread().interrupt();
        assertThrows(CancelledException.class, () -> run("while True: pass"));
        assertTrue(Thread.interrupted());
    }

    @Test
    void printingGoesToTheConsumer() {
        StringBuilder output = new StringBuilder();
        Program.of("print(1, 2.0, 'x', sep='-', end='!')\nprint()\nprint((1, 'a'))")
                .run(Map.of(), output::append);
        assertEquals("1-2.0-x!\n(1, 'a')\n", output.toString());
    }

    private static Result run(String program) {
        return Program.of(program).run(inputs(), text -> {});
    }

    /** What Python would print for the program's value, arrays as lists. */
    private static String repr(String program) {
        return Repr.of(asLists(evaluate(program)));
    }

    private static Value evaluate(String program) {
        Map<String, Value> values = new java.util.HashMap<>();
        inputs().forEach((name, array) -> values.put(name, new Value.Array(array, false)));
        try {
            return new Machine(new Source("", ""), values, text -> {}).run(Parser.program(new Source("", program)));
        } catch (Mistake mistake) {
            throw new Source("", program).error(mistake);
        }
    }

    private static Value asLists(Value value) {
        return switch (value) {
            case Value.Array array -> Elements.list(array.array());
            case Value.Tuple tuple ->
                new Value.Tuple(tuple.items().stream().map(MachineTest::asLists).toList());
            case Value.Items list ->
                new Value.Items(list.items().stream().map(MachineTest::asLists).toList());
            default -> value;
        };
    }

    private static Map<String, NDArray> inputs() {
        return Map.of(
                "a", Nd.of(1.0, 2, 3, 4, 5, 6).reshape(2, 3),
                "b", Nd.of(10.0, 20, 30),
                "k", Nd.of(0L, 1, 2, 3, 4));
    }
}
