package syrtis.openblas;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import syrtis.kernel.Code;
import syrtis.kernel.Kernel;
import syrtis.kernel.KernelCompiler;
import syrtis.kernel.Loop;
import syrtis.kernel.Routine;
import syrtis.library.Search;
import syrtis.type.BugException;
import syrtis.type.Dtype;

/** Answers routines with OpenBLAS, which is loaded when the first one is asked for. */
public final class OpenBlasCompiler implements KernelCompiler {
    private static final class Loaded {
        private static final Search<Blas> BLAS = Blas.load();
    }

    @Override
    public Optional<String> objection(Kernel kernel) {
        return switch (kernel) {
            case Loop _ -> Optional.of("OpenBLAS has no loops");
            case Routine(var kind, Dtype dtype) when kind == Routine.Kind.MULTIPLY_ADD_TRANSPOSED && dtype.isComplex() ->
                Optional.of("a product with the transpose is one of real matrices");
            case Routine _ -> switch (Loaded.BLAS) {
                case Search.Found<Blas> _ -> Optional.<String>empty();
                case Search.Missing<Blas>(String reason) -> Optional.of(reason);
            };
        };
    }

    @Override
    public Code compile(Kernel kernel) {
        if (!(kernel instanceof Routine(Routine.Kind kind, Dtype dtype)) || !(Loaded.BLAS instanceof Search.Found<Blas>(Blas blas))) {
            throw new BugException(objection(kernel).orElse("not a routine: " + kernel));
        }
        return switch (kind) {
            case MULTIPLY_ADD -> (segments, geometry, params) -> multiply(blas, dtype, segments, geometry, params[0]);
            case MULTIPLY_ADD_TRANSPOSED -> (segments, geometry, params) -> {
                long rows = geometry[0];
                Matrix a = matrix(dtype, segments[0], rows, geometry[1], geometry, 2);
                Matrix c = matrix(dtype, segments[1], rows, rows, geometry, 5);
                blas.syrk(Triangle.UPPER, 1, a, params[0], c);
            };
        };
    }

    private static void multiply(Blas blas, Dtype dtype, MemorySegment[] segments, long[] geometry, double beta) {
        long m = geometry[0];
        long n = geometry[1];
        long k = geometry[2];
        Matrix a = matrix(dtype, segments[0], m, k, geometry, 3);
        Matrix b = matrix(dtype, segments[1], k, n, geometry, 6);
        Matrix c = matrix(dtype, segments[2], m, n, geometry, 9);
        if (n == 1 && !dtype.isComplex()) {
            blas.gemv(1, a, column(b), beta, column(c));
        } else {
            blas.gemm(1, a, b, beta, c);
        }
    }

    /** The only column of a matrix. */
    private static Vector column(Matrix matrix) {
        long step = matrix.order() == Matrix.Order.ROWS ? matrix.leading() : 1;
        return new Vector(matrix.dtype(), matrix.data(), matrix.offset(), matrix.rows(), step);
    }

    /** From the base and the two strides, in bytes, at {@code at} of the geometry. */
    private static Matrix matrix(Dtype dtype, MemorySegment segment, long rows, long columns, long[] geometry, int at) {
        int bytes = dtype.bytes();
        boolean byRows = geometry[at + 2] == bytes;
        long leading = (byRows ? geometry[at + 1] : geometry[at + 2]) / bytes;
        // A matrix of one line has no second stride; any that is long enough will do.
        long lines = byRows ? rows : columns;
        long length = byRows ? columns : rows;
        return new Matrix(
                dtype,
                segment,
                geometry[at] / bytes,
                rows,
                columns,
                lines == 1 ? Math.max(leading, length) : leading,
                byRows ? Matrix.Order.ROWS : Matrix.Order.COLUMNS);
    }
}
