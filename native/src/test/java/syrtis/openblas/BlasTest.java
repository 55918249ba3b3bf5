package syrtis.openblas;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import syrtis.library.Search;
import syrtis.type.BugException;
import syrtis.type.Dtype;
import syrtis.type.ShapeException;

/** Against triple loops; matrices lie in both orders, with an offset and a gap between lines. */
class BlasTest {
    private static final int SEED = 20260101;

    private final Random random = new Random(SEED);
    private final Arena arena = Arena.ofShared();
    private Blas blas;

    @BeforeEach
    void load() {
        Search<Blas> search = Blas.load();
        assumeTrue(search instanceof Search.Found, () -> "no OpenBLAS here: " + search);
        blas = search.found().orElseThrow();
    }

    @AfterEach
    void close() {
        arena.close();
    }

    // ---- matrices of the test

    private Matrix empty(Dtype dtype, int rows, int columns, Matrix.Order order) {
        int lines = order == Matrix.Order.ROWS ? rows : columns;
        int leading = (order == Matrix.Order.ROWS ? columns : rows) + 3;
        MemorySegment data = arena.allocate((5L + (long) lines * leading) * dtype.bytes(), 64);
        return new Matrix(dtype, data, 5, rows, columns, leading, order);
    }

    private Matrix random(Dtype dtype, int rows, int columns, Matrix.Order order) {
        Matrix matrix = empty(dtype, rows, columns, order);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                for (int part = 0; part < dtype.parts(); part++) {
                    set(matrix, i, j, part, random.nextInt(-8, 9)); // Sums of products are exact, also in float32.
                }
            }
        }
        return matrix;
    }

    private static long at(Matrix matrix, int i, int j, int part) {
        long line = matrix.order() == Matrix.Order.ROWS ? i : j;
        long place = matrix.order() == Matrix.Order.ROWS ? j : i;
        return (matrix.offset() + line * matrix.leading() + place)
                        * matrix.dtype().parts()
                + part;
    }

    private static double get(Matrix matrix, int i, int j, int part) {
        return matrix.dtype().part() == Dtype.FLOAT32
                ? matrix.data().getAtIndex(ValueLayout.JAVA_FLOAT, at(matrix, i, j, part))
                : matrix.data().getAtIndex(ValueLayout.JAVA_DOUBLE, at(matrix, i, j, part));
    }

    private static void set(Matrix matrix, int i, int j, int part, double value) {
        if (matrix.dtype().part() == Dtype.FLOAT32) {
            matrix.data().setAtIndex(ValueLayout.JAVA_FLOAT, at(matrix, i, j, part), (float) value);
        } else {
            matrix.data().setAtIndex(ValueLayout.JAVA_DOUBLE, at(matrix, i, j, part), value);
        }
    }

    private static double[][] values(Matrix matrix) {
        double[][] values = new double[(int) matrix.rows()]
                [(int) matrix.columns() * matrix.dtype().parts()];
        for (int i = 0; i < matrix.rows(); i++) {
            for (int j = 0; j < matrix.columns() * matrix.dtype().parts(); j++) {
                values[i][j] = get(
                        matrix,
                        i,
                        j / matrix.dtype().parts(),
                        j % matrix.dtype().parts());
            }
        }
        return values;
    }

    private static double[][] product(Matrix a, Matrix b, double alpha, double beta, double[][] c) {
        int parts = a.dtype().parts();
        double[][] result = new double[(int) a.rows()][(int) b.columns() * parts];
        for (int i = 0; i < a.rows(); i++) {
            for (int j = 0; j < b.columns(); j++) {
                double real = 0;
                double imaginary = 0;
                for (int k = 0; k < a.columns(); k++) {
                    real += get(a, i, k, 0) * get(b, k, j, 0);
                    if (parts == 2) {
                        real -= get(a, i, k, 1) * get(b, k, j, 1);
                        imaginary += get(a, i, k, 0) * get(b, k, j, 1) + get(a, i, k, 1) * get(b, k, j, 0);
                    }
                }
                result[i][j * parts] = alpha * real + beta * c[i][j * parts];
                if (parts == 2) {
                    result[i][j * parts + 1] = alpha * imaginary + beta * c[i][j * parts + 1];
                }
            }
        }
        return result;
    }

    private static void assertNear(double[][] expected, double[][] actual, double tolerance) {
        assertEquals(expected.length, actual.length);
        for (int i = 0; i < expected.length; i++) {
            assertArrayEquals(expected[i], actual[i], tolerance, "row " + i + ", seed " + SEED);
        }
    }

    // ---- products

    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT64", "COMPLEX64", "COMPLEX128"})
    void productsAreThoseOfTheTripleLoop(Dtype dtype) {
        int[][] sizes = {
            {1, 1, 1}, {7, 5, 3}, {17, 16, 15}, {64, 65, 63}, {3, 4, 0}, {0, 4, 2}, {4, 0, 2}, {129, 2, 257}
        };
        for (int[] size : sizes) {
            for (Matrix.Order first : Matrix.Order.values()) {
                for (Matrix.Order second : Matrix.Order.values()) {
                    for (Matrix.Order third : Matrix.Order.values()) {
                        Matrix a = random(dtype, size[0], size[2], first);
                        Matrix b = random(dtype, size[2], size[1], second);
                        Matrix c = random(dtype, size[0], size[1], third);
                        double[][] expected = product(a, b, 2, -1, values(c));
                        blas.gemm(2, a, b, -1, c);
                        assertNear(expected, values(c), 0);
                    }
                }
            }
        }
    }

    @Test
    void whatIsMultipliedByZeroIsNotRead() {
        Matrix a = random(Dtype.FLOAT64, 5, 4, Matrix.Order.ROWS);
        Matrix c = random(Dtype.FLOAT64, 5, 5, Matrix.Order.ROWS);
        set(c, 2, 3, 0, Double.NaN);
        blas.gemm(1, a, a.transposed(), 0, c);
        assertNear(product(a, a.transposed(), 1, 0, new double[5][5]), values(c), 0);
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT64"})
    void aMatrixTimesItselfFillsOneTriangle(Dtype dtype) {
        for (int[] size : new int[][] {{1, 1}, {13, 7}, {33, 65}, {5, 0}}) {
            for (Matrix.Order first : Matrix.Order.values()) {
                for (Matrix.Order second : Matrix.Order.values()) {
                    for (Triangle triangle : Triangle.values()) {
                        Matrix a = random(dtype, size[0], size[1], first);
                        Matrix c = random(dtype, size[0], size[0], second);
                        double[][] before = values(c);
                        double[][] expected = product(a, a.transposed(), 3, 2, before);
                        for (int i = 0; i < size[0]; i++) {
                            for (int j = 0; j < size[0]; j++) {
                                boolean isOther = triangle == Triangle.UPPER ? j < i : j > i;
                                expected[i][j] = isOther ? before[i][j] : expected[i][j];
                            }
                        }
                        blas.syrk(triangle, 3, a, 2, c);
                        assertNear(expected, values(c), 0);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT64"})
    void aMatrixTimesAVectorIsThatOfTheLoop(Dtype dtype) {
        for (Matrix.Order order : Matrix.Order.values()) {
            Matrix a = random(dtype, 17, 9, order);
            Matrix x = random(dtype, 9, 2, Matrix.Order.ROWS);
            Matrix y = random(dtype, 17, 3, Matrix.Order.ROWS);
            double[][] expected = product(a, x, 2, 0, new double[17][2]);
            double[][] before = values(y);
            blas.gemv(
                    2,
                    a,
                    new Vector(dtype, x.data(), x.offset(), 9, x.leading()),
                    -1,
                    new Vector(dtype, y.data(), y.offset(), 17, y.leading()));
            for (int i = 0; i < 17; i++) {
                assertEquals(expected[i][0] - before[i][0], get(y, i, 0, 0));
                assertEquals(before[i][1], get(y, i, 1, 0));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT64"})
    void triangularEquationsAreSolved(Dtype dtype) {
        for (Matrix.Order first : Matrix.Order.values()) {
            for (Matrix.Order second : Matrix.Order.values()) {
                for (Triangle triangle : Triangle.values()) {
                    for (Side side : Side.values()) {
                        Matrix a = random(dtype, 11, 11, first);
                        Matrix used = empty(dtype, 11, 11, first);
                        for (int i = 0; i < 11; i++) {
                            set(a, i, i, 0, 64);
                            for (int j = 0; j < 11; j++) {
                                boolean isRead = triangle == Triangle.UPPER ? j >= i : j <= i;
                                set(used, i, j, 0, isRead ? get(a, i, j, 0) : 0);
                            }
                        }
                        Matrix b = side == Side.LEFT ? random(dtype, 11, 6, second) : random(dtype, 6, 11, second);
                        double[][] expected = values(b);
                        blas.trsm(side, triangle, Diagonal.STORED, 1, a, b);
                        double[][] zeros = new double[(int) b.rows()][(int) b.columns()];
                        double[][] back =
                                side == Side.LEFT ? product(used, b, 1, 0, zeros) : product(b, used, 1, 0, zeros);
                        assertNear(expected, back, dtype == Dtype.FLOAT32 ? 1e-4 : 1e-12);
                    }
                }
            }
        }
    }

    // ---- decompositions

    @ParameterizedTest
    @CsvSource({"FLOAT32,ROWS", "FLOAT32,COLUMNS", "FLOAT64,ROWS", "FLOAT64,COLUMNS"})
    void decompositionsMultiplyBack(Dtype dtype, Matrix.Order order) {
        double tolerance = dtype == Dtype.FLOAT32 ? 5e-3 : 1e-11;
        int n = 19;
        Matrix square = random(dtype, n, n, order);
        for (int i = 0; i < n; i++) {
            set(square, i, i, 0, get(square, i, i, 0) + 40);
        }
        choleskyMultipliesBack(square, tolerance * 20);
        luMultipliesBack(copy(square), tolerance);
        qrMultipliesBack(random(dtype, n, 7, order), tolerance);
        singularValuesMultiplyBack(random(dtype, n, 7, order), tolerance);
        singularValuesMultiplyBack(random(dtype, 7, n, order), tolerance);
        symmetricEigenvectorsAreScaled(random(dtype, n, n, order), tolerance);
    }

    private Matrix copy(Matrix matrix) {
        MemorySegment data = arena.allocate(matrix.data().byteSize(), 64).copyFrom(matrix.data());
        return new Matrix(
                matrix.dtype(),
                data,
                matrix.offset(),
                matrix.rows(),
                matrix.columns(),
                matrix.leading(),
                matrix.order());
    }

    private MemorySegment vector(Matrix of, long length) {
        return arena.allocate(length * of.dtype().bytes(), 64);
    }

    private static double at(Matrix of, MemorySegment vector, int k) {
        return of.dtype() == Dtype.FLOAT32
                ? vector.getAtIndex(ValueLayout.JAVA_FLOAT, k)
                : vector.getAtIndex(ValueLayout.JAVA_DOUBLE, k);
    }

    private static double[][] zeros(Matrix like) {
        return new double[(int) like.rows()][(int) like.columns()];
    }

    private void choleskyMultipliesBack(Matrix square, double tolerance) {
        int n = (int) square.rows();
        Matrix positive = empty(square.dtype(), n, n, square.order());
        blas.gemm(1, square, square.transposed(), 0, positive);
        double[][] expected = values(positive);
        assertEquals(0, blas.potrf(Triangle.LOWER, positive));
        for (int i = 0; i < n; i++) {
            for (int j = i + 1; j < n; j++) {
                assertEquals(expected[i][j], get(positive, i, j, 0), "the other triangle was touched");
                set(positive, i, j, 0, 0);
            }
        }
        assertNear(expected, product(positive, positive.transposed(), 1, 0, zeros(square)), tolerance);
    }

    private void luMultipliesBack(Matrix a, double tolerance) {
        int n = (int) a.rows();
        double[][] expected = values(a);
        MemorySegment pivots = arena.allocate(ValueLayout.JAVA_INT, n);
        assertEquals(0, blas.getrf(a, pivots));
        Matrix lower = empty(a.dtype(), n, n, a.order());
        Matrix upper = empty(a.dtype(), n, n, a.order());
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                set(j < i ? lower : upper, i, j, 0, get(a, i, j, 0));
            }
            set(lower, i, i, 0, 1);
        }
        for (int i = 0; i < n; i++) {
            int other = pivots.getAtIndex(ValueLayout.JAVA_INT, i) - 1;
            double[] row = expected[i];
            expected[i] = expected[other];
            expected[other] = row;
        }
        assertNear(expected, product(lower, upper, 1, 0, zeros(a)), tolerance);
    }

    private void qrMultipliesBack(Matrix a, double tolerance) {
        int n = (int) a.columns();
        double[][] expected = values(a);
        MemorySegment tau = vector(a, n);
        assertEquals(0, blas.geqrf(a, tau));
        Matrix upper = empty(a.dtype(), n, n, a.order());
        for (int i = 0; i < n; i++) {
            for (int j = i; j < n; j++) {
                set(upper, i, j, 0, get(a, i, j, 0));
            }
        }
        assertEquals(0, blas.orgqr(a, n, tau));
        assertNear(expected, product(a, upper, 1, 0, zeros(a)), tolerance);
    }

    private void singularValuesMultiplyBack(Matrix a, double tolerance) {
        int shorter = (int) Math.min(a.rows(), a.columns());
        double[][] expected = values(a);
        MemorySegment s = vector(a, shorter);
        Matrix u = empty(a.dtype(), (int) a.rows(), shorter, a.order());
        Matrix vt = empty(a.dtype(), shorter, (int) a.columns(), a.order());
        assertEquals(0, blas.gesdd(Vectors.REDUCED, a, s, u, vt));
        for (int k = 0; k < shorter; k++) {
            assertTrue(k == 0 || at(a, s, k) <= at(a, s, k - 1), "they do not descend");
            for (int j = 0; j < a.columns(); j++) {
                set(vt, k, j, 0, get(vt, k, j, 0) * at(a, s, k));
            }
        }
        assertNear(expected, product(u, vt, 1, 0, zeros(a)), tolerance);
    }

    private void symmetricEigenvectorsAreScaled(Matrix a, double tolerance) {
        int n = (int) a.rows();
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                set(a, j, i, 0, get(a, i, j, 0));
            }
        }
        Matrix vectors = copy(a);
        MemorySegment w = vector(a, n);
        assertEquals(0, blas.syevd(Vectors.ALL, Triangle.UPPER, vectors, w));
        double[][] left = product(a, vectors, 1, 0, zeros(a));
        double[][] right = values(vectors);
        for (double[] row : right) {
            for (int j = 0; j < n; j++) {
                row[j] *= at(a, w, j);
            }
        }
        assertNear(left, right, tolerance * 5);
    }

    @ParameterizedTest
    @CsvSource({"FLOAT32,ROWS", "FLOAT64,COLUMNS", "FLOAT64,ROWS"})
    void aRotationHasConjugateEigenvalues(Dtype dtype, Matrix.Order order) {
        Matrix a = empty(dtype, 2, 2, order);
        set(a, 0, 1, 0, -3);
        set(a, 1, 0, 0, 3);
        Matrix original = copy(a);
        MemorySegment real = vector(a, 2);
        MemorySegment imaginary = vector(a, 2);
        Matrix vectors = empty(dtype, 2, 2, order);
        assertEquals(0, blas.geev(Vectors.ALL, a, real, imaginary, vectors));
        assertEquals(0, at(a, real, 0), 1e-6);
        assertEquals(3, at(a, imaginary, 0), 1e-6);
        assertEquals(-3, at(a, imaginary, 1), 1e-6);
        double[][] turned = product(original, vectors, 1, 0, zeros(a)); // A (x + iy) = 3i (x + iy) = -3y + 3ix
        for (int i = 0; i < 2; i++) {
            assertEquals(-3 * get(vectors, i, 1, 0), turned[i][0], 1e-6);
            assertEquals(3 * get(vectors, i, 0, 0), turned[i][1], 1e-6);
        }
        assertEquals(0, blas.geev(Vectors.NONE, original, real, imaginary, Matrix.of(dtype, arena.allocate(16), 0, 0)));
        assertEquals(3, Math.abs(at(a, imaginary, 0)), 1e-6);
    }

    @Test
    void whatCannotBeDecomposedIsSaidByItsNumber() {
        Matrix a = random(Dtype.FLOAT64, 3, 3, Matrix.Order.ROWS);
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                set(a, i, j, 0, i == j ? 1 - i : 0); // 1, 0, -1
            }
        }
        assertEquals(2, blas.potrf(Triangle.UPPER, copy(a)));
        assertEquals(2, blas.getrf(copy(a), arena.allocate(ValueLayout.JAVA_INT, 3)));
    }

    // ---- limits, mistakes, facts

    @Test
    void sizesBeyondThirtyTwoBitsAreRefusedWithAdvice() {
        ShapeException refused =
                assertThrows(ShapeException.class, () -> Matrix.of(Dtype.FLOAT32, MemorySegment.NULL, 1, 1L << 31));
        assertEquals(
                "OpenBLAS takes matrices of at most 2147483647 rows and columns, got 1 by 2147483648 with 2147483648 elements from one to"
                        + " the next: use smaller tiles",
                refused.getMessage());
        assertThrows(ShapeException.class, () -> Vector.of(Dtype.FLOAT32, MemorySegment.NULL, 1L << 31));
    }

    @Test
    void whatReachesBeyondItsMemoryIsRefused() {
        MemorySegment data = arena.allocate(6 * 8);
        Matrix.of(Dtype.FLOAT64, data, 2, 3);
        assertThrows(BugException.class, () -> Matrix.of(Dtype.FLOAT64, data, 3, 3));
        assertThrows(BugException.class, () -> new Matrix(Dtype.FLOAT64, data, 1, 2, 3, 3, Matrix.Order.ROWS));
        assertThrows(BugException.class, () -> new Matrix(Dtype.FLOAT64, data, 0, 2, 3, 2, Matrix.Order.ROWS));
        assertThrows(BugException.class, () -> Matrix.of(Dtype.INT64, data, 2, 3));
        assertThrows(BugException.class, () -> Matrix.of(Dtype.FLOAT64, MemorySegment.ofArray(new double[6]), 2, 3));
        assertThrows(BugException.class, () -> new Vector(Dtype.FLOAT64, data, 0, 4, 2));
    }

    @Test
    void matricesThatDoNotFitAreRefused() {
        Matrix a = random(Dtype.FLOAT64, 2, 3, Matrix.Order.ROWS);
        assertThrows(BugException.class, () -> blas.gemm(1, a, a, 0, a));
        Matrix other = random(Dtype.FLOAT32, 3, 2, Matrix.Order.ROWS);
        assertThrows(
                BugException.class, () -> blas.gemm(1, a, other, 0, random(Dtype.FLOAT64, 2, 2, Matrix.Order.ROWS)));
        assertThrows(BugException.class, () -> blas.getrf(a, arena.allocate(4)));
    }

    @Test
    void itTellsWhatItIs() {
        assertTrue(blas.configuration().startsWith("OpenBLAS "), blas.configuration());
        assertTrue(blas.version().matches("OpenBLAS \\d+\\.\\d+\\.\\d+.*"), blas.version());
        assertTrue(!blas.coreName().isEmpty());
        assertEquals(1, blas.threads());
    }
}
