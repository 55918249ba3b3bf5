package syrtis.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import syrtis.op.Body;
import syrtis.op.Constants;
import syrtis.op.Definition;
import syrtis.op.Instruction;
import syrtis.op.MathFunction;
import syrtis.op.Scalar;
import syrtis.testkit.Goldens;
import syrtis.type.Dtype;

/**
 * The mathematical functions against exact results, on the arguments of {@code vectors/accuracy.tsv}, which {@code
 * make_accuracy.py} made with mpmath. Errors are in units of the last place (ulp) of the correctly rounded result, and counted from
 * the exact one; a correctly rounded result has at most 0.5. The page {@code docs/accuracy.md} says what was measured.
 */
class MathAccuracyTest {
    private static final List<Dtype> FLOATS = List.of(Dtype.FLOAT64, Dtype.FLOAT32);

    /** How each function is computed and the most it may be wrong, in ulp. */
    private enum Promise {
        EXP(1, 1, "2^n e^r, polynomial"),
        EXP2(1, 1, "2^n 2^f, polynomial"),
        EXPM1(1.2, 0.51, "2^n (e^r - 1) + (2^n - 1)"),
        LOG(0.85, 0.85, "k log 2 + 2 artanh(f / (2 + f))"),
        LOG2(0.7, 0.51, "k + log m in two parts"),
        LOG10(0.7, 0.51, "k log10 2 + log m in two parts"),
        LOG1P(0.9, 0.51, "log of 1 + x in two parts"),
        SIN(0.85, 0.95, "Cody-Waite by pi/2, beyond 2^22 (float32: 2^13) Payne-Hanek"),
        COS(0.85, 0.95, "as sin"),
        TAN(1.05, 0.51, "as sin; the quotient is corrected"),
        ARCSIN(1.15, 0.51, "polynomial; from 1/2 on by sqrt((1 - x) / 2)"),
        ARCCOS(0.7, 0.51, "as arcsin, the root is corrected"),
        ARCTAN(0.85, 0.51, "polynomial after a rotation by pi/4 or pi/2"),
        ARCTAN2(1.5, 0.51, "as arctan"),
        SINH(1.4, 0.51, "addition theorem for n log 2 and r"),
        COSH(1.4, 0.51, "as sinh"),
        TANH(1.2, 1, "polynomial; from 0.65 (0.9) on 1 - 2 / (e^2x + 1)"),
        ARCSINH(1.1, 0.51, "log1p of a sum in two parts"),
        ARCCOSH(1.1, 0.51, "log1p of a sum in two parts"),
        ARCTANH(0.7, 0.51, "k log(2) / 2 + artanh s"),
        CBRT(0.51, 0.51, "Halley's step, then Newton's with an exact remainder"),
        HYPOT(1, 0.51, "square root of a fused sum"),
        POWER(1, 0.55, "2^(y log2 x), for float64 the logarithm in two parts"),
        ERF(1.35, 1, "polynomial; from 1 on 1 - e^-g"),
        ERFC(1.4, 0.51, "e^(-x^2) F(t) / (1 + 2x), parts in two parts");

        private final double float64;
        private final double float32;
        private final String method;

        Promise(double float64, double float32, String method) {
            this.float64 = float64;
            this.float32 = float32;
            this.method = method;
        }

        MathFunction function() {
            return MathFunction.valueOf(name());
        }

        double of(Dtype dtype) {
            return dtype == Dtype.FLOAT64 ? float64 : float32;
        }
    }

    /** Arguments, the correctly rounded result, all as bits, and what the exact one has more, in ulp. */
    private record Case(MathFunction function, Dtype dtype, long[] arguments, long expected, double rest) {
        static Case parse(String line) {
            String[] columns = line.split("\t");
            long[] arguments = Arrays.stream(columns[2].split(" "))
                    .mapToLong(bits -> Long.parseUnsignedLong(bits, 16))
                    .toArray();
            return new Case(
                    MathFunction.valueOf(columns[0]),
                    Dtype.valueOf(columns[1].toUpperCase(Locale.ROOT)),
                    arguments,
                    Long.parseUnsignedLong(columns[3], 16),
                    Double.parseDouble(columns[4]));
        }

        /** How far {@code got} is from the exact result; infinite if it is a NaN, an infinity or a zero where it must not be. */
        double error(long got) {
            double value = Constants.toDouble(dtype, got);
            double wanted = Constants.toDouble(dtype, expected);
            if (Double.isNaN(value) && Double.isNaN(wanted)) {
                return 0;
            }
            boolean exact = !Double.isFinite(wanted) || wanted == 0 && rest == 0;
            if (exact || Double.isNaN(value) || value < 0 != wanted < 0 && value != 0 && wanted != 0) {
                return got == expected ? 0 : Double.POSITIVE_INFINITY;
            }
            return Math.abs(magnitude(got) - magnitude(expected) - Math.copySign(1, wanted) * rest);
        }

        private long magnitude(long bits) {
            return bits & (dtype == Dtype.FLOAT64 ? Long.MAX_VALUE : Integer.MAX_VALUE);
        }

        String text() {
            return function
                    + Arrays.toString(Arrays.stream(arguments)
                            .mapToObj(bits -> Double.toHexString(Constants.toDouble(dtype, bits)))
                            .toArray());
        }
    }

    private static List<Case> cases(MathFunction function, Dtype dtype) {
        return CASES.stream()
                .filter(one -> one.function == function && one.dtype == dtype)
                .toList();
    }

    private static final List<Case> CASES = read();

    private static List<Case> read() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(MathAccuracyTest.class.getResourceAsStream("/vectors/accuracy.tsv")),
                StandardCharsets.UTF_8))) {
            return lines.lines().map(Case::parse).toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The worst error that the interpreter's results have, and those of compiled code, which must be the same bits. */
    private static double worst(MathFunction function, Dtype dtype) {
        List<Case> cases = cases(function, dtype);
        long[] interpreted = run(function, dtype, cases, true);
        long[] compiled = run(function, dtype, cases, false);
        double worst = 0;
        for (int k = 0; k < cases.size(); k++) {
            Case one = cases.get(k);
            double error = one.error(interpreted[k]);
            assertTrue(
                    error < Double.POSITIVE_INFINITY,
                    () -> one.text() + " must be " + Constants.toDouble(dtype, one.expected) + ", got "
                            + Constants.toDouble(dtype, run(function, dtype, List.of(one), true)[0]));
            boolean same = interpreted[k] == compiled[k]
                    || Double.isNaN(Constants.toDouble(dtype, interpreted[k]))
                            && Double.isNaN(Constants.toDouble(dtype, compiled[k]));
            assertTrue(same, () -> one.text() + " compiled differs");
            worst = Math.max(worst, error);
        }
        return worst;
    }

    private static long[] run(MathFunction function, Dtype dtype, List<Case> cases, boolean interpreted) {
        Body.Builder builder = new Body.Builder();
        Scalar first = builder.load(0, dtype);
        Scalar result = function.arity() == 1 ? first.call(function) : first.call(function, builder.load(1, dtype));
        Loop.Operand operand = new Loop.Operand(dtype, Loop.Inner.UNIT, Loop.NO_LANES);
        Loop loop = new Loop(
                builder.build(List.of(result)),
                1,
                Collections.nCopies(function.arity(), operand),
                0,
                List.of(operand),
                List.of(-1));
        long[] geometry = new long[loop.geometry()];
        geometry[0] = cases.size();
        MemorySegment[] segments = new MemorySegment[loop.segments()];
        for (int k = 0; k < segments.length; k++) {
            geometry[loop.base(k) + 1] = dtype.bytes();
            segments[k] = MemorySegment.ofArray(new long[cases.size()]);
            for (int at = 0; k < function.arity() && at < cases.size(); at++) {
                Interpreter.store(segments[k], (long) at * dtype.bytes(), dtype, cases.get(at).arguments[k]);
            }
        }
        (interpreted ? new Interpreter(loop) : new BytecodeCompiler().compile(loop))
                .run(segments, geometry, new long[0]);
        long[] results = new long[cases.size()];
        for (int at = 0; at < results.length; at++) {
            results[at] = Interpreter.load(segments[function.arity()], (long) at * dtype.bytes(), dtype);
        }
        return results;
    }

    @TestFactory
    Stream<DynamicTest> noFunctionIsWorseThanPromised() {
        return Stream.of(Promise.values())
                .flatMap(promise -> FLOATS.stream()
                        .map(dtype -> DynamicTest.dynamicTest(promise + " " + dtype, () -> {
                            double worst = worst(promise.function(), dtype);
                            assertTrue(
                                    worst <= promise.of(dtype),
                                    () -> promise + " of " + dtype + " is wrong by " + worst + " ulp");
                            assertTrue(
                                    cases(promise.function(), dtype).size() >= 200,
                                    () -> "too few arguments for " + promise + " of " + dtype);
                        })));
    }

    /** A result one unit off must be seen, and so must a wrong sign of zero. */
    @Test
    void errorsAreSeen() {
        long one = Double.doubleToRawLongBits(1.0);
        Case exp = new Case(MathFunction.EXP, Dtype.FLOAT64, new long[] {0}, one, 0.25);
        assertEquals(0.25, exp.error(one));
        assertEquals(0.75, exp.error(one + 1));
        assertEquals(1.25, exp.error(one - 1));
        assertEquals(Double.POSITIVE_INFINITY, exp.error(Double.doubleToRawLongBits(-1.0)));
        Case sin = new Case(MathFunction.SIN, Dtype.FLOAT64, new long[] {0}, 0, 0);
        assertEquals(Double.POSITIVE_INFINITY, sin.error(Double.doubleToRawLongBits(-0.0)));
        Case log =
                new Case(MathFunction.LOG, Dtype.FLOAT64, new long[] {-1}, Double.doubleToRawLongBits(Double.NaN), 0);
        assertEquals(Double.POSITIVE_INFINITY, log.error(0));
    }

    /** Before its last rounding a result is less than half a unit off, so a result that is a float comes out. */
    @Test
    void resultsThatAreFloatsAreExact() {
        for (Dtype dtype : FLOATS) {
            int digits = dtype == Dtype.FLOAT64 ? 53 : 24;
            int range = dtype == Dtype.FLOAT64 ? 1022 : 126;
            for (int n = -range; n <= range; n++) {
                assertExact(MathFunction.EXP2, dtype, Math.scalb(1.0, n), n);
                assertExact(MathFunction.LOG2, dtype, n, Math.scalb(1.0, n));
            }
            for (int base = 2; base < 100; base++) {
                double power = base;
                for (int n = 1; power < Math.scalb(1.0, digits); n++, power *= base) {
                    assertExact(MathFunction.POWER, dtype, power, base, n);
                    assertExact(MathFunction.POWER, dtype, n % 2 == 0 ? power : -power, -base, n);
                    if (base == 10) {
                        assertExact(MathFunction.LOG10, dtype, n, power);
                    }
                }
                assertExact(MathFunction.CBRT, dtype, base, (double) base * base * base);
                assertExact(MathFunction.HYPOT, dtype, 5 * base, 3 * base, -4 * base);
            }
        }
    }

    private static void assertExact(MathFunction function, Dtype dtype, double expected, double... arguments) {
        long[] bits = Arrays.stream(arguments).mapToLong(x -> Constants.bits(dtype, x)).toArray();
        Case one = new Case(function, dtype, bits, Constants.bits(dtype, expected), 0);
        long got = run(function, dtype, List.of(one), true)[0];
        assertEquals(expected, Constants.toDouble(dtype, got), one::text);
    }

    @Test
    void nextafterIsJavas() {
        double[] values = {
            0.0,
            -0.0,
            1,
            -1,
            Double.MIN_VALUE,
            -Double.MIN_VALUE,
            Double.MAX_VALUE,
            -Double.MAX_VALUE,
            Float.MIN_VALUE,
            Float.MAX_VALUE,
            Double.MIN_NORMAL,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            Double.NaN
        };
        for (Dtype dtype : FLOATS) {
            for (double x : values) {
                for (double towards : values) {
                    long a = Constants.bits(dtype, x);
                    long b = Constants.bits(dtype, towards);
                    long expected = dtype == Dtype.FLOAT64
                            ? Double.doubleToRawLongBits(Math.nextAfter(x, towards))
                            : Constants.bits(dtype, Math.nextAfter((float) x, (double) (float) towards));
                    Case one = new Case(MathFunction.NEXTAFTER, dtype, new long[] {a, b}, expected, 0);
                    assertEquals(0, one.error(run(one.function, dtype, List.of(one), true)[0]), one::text);
                }
            }
        }
    }

    @Test
    void allFunctionsOfFloatsHaveDefinitions() {
        for (MathFunction function : MathFunction.values()) {
            boolean ofIntegers = function == MathFunction.GCD || function == MathFunction.INTEGER_POWER;
            for (Dtype dtype : Dtype.values()) {
                boolean defined = function.definition(dtype).isPresent();
                assertEquals(!ofIntegers && dtype.isFloat(), defined, () -> function + " of " + dtype);
            }
        }
    }

    @Test
    void thePageShowsWhatWasMeasured() {
        List<String> rows = new ArrayList<>();
        for (Promise promise : Promise.values()) {
            for (Dtype dtype : FLOATS) {
                Definition definition = promise.function().definition(dtype).orElseThrow();
                rows.add("| `%s` | %s | %s | %.2f | %s | %d | %d | %d |"
                        .formatted(
                                promise.name().toLowerCase(Locale.ROOT),
                                dtype,
                                promise.method,
                                Math.ceil(worst(promise.function(), dtype) * 100) / 100,
                                promise.of(dtype),
                                cases(promise.function(), dtype).size(),
                                operations(definition.usual()),
                                definition
                                        .rare()
                                        .map(rare -> operations(rare.value()))
                                        .orElse(0L)));
            }
        }
        Goldens.checkFile(Goldens.root().resolve("docs/accuracy.md"), PAGE.formatted(String.join("\n", rows)));
    }

    /** Steps that compute: neither arguments nor constants. */
    private static long operations(Body body) {
        return body.code().stream().filter(Instruction.Apply.class::isInstance).count();
    }

    private static final String PAGE = """
            # How exact the mathematical functions are

            Written by `MathAccuracyTest`; change a function, then `./syrtis test -Dgoldens.update=true` and read the diff. A function is a body of
            the scalar IR (`syrtis.op.MathFunction`), so every compiler, on every machine, gives the same bits. Errors are in units of the
            last place, from the exact result: a correctly rounded one has at most 0.5. *Measured* is the worst of so many arguments, random ones
            in every range and those known to be hard, and *promised* what the test accepts. *Steps* are the operations of the usual body,
            and *rarely* those of the other one, which a few functions have for a few arguments (huge angles, subnormal numbers). NaN,
            infinities and signed zeros are C99's.

            | Function | Dtype | Method | Measured | Promised | Arguments | Steps | Rarely |
            |---|---|---|---|---|---|---|---|
            %s
            """;
}
