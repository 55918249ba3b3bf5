package syrtis.openblas;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import syrtis.library.Bindings;
import syrtis.library.NativeLibrary;
import syrtis.library.Opened;
import syrtis.library.Platform;
import syrtis.library.Search;
import syrtis.type.BugException;
import syrtis.type.Dtype;
import syrtis.type.SyrtisException;

/**
 * Dense linear algebra by OpenBLAS. Every call computes in the thread that calls, so that tiles are the parallelism; LAPACK's calls
 * take working memory of their own, about as much as their largest matrix where that lies by rows. Thread-safe.
 *
 * <p>LAPACK's functions return its {@code info}: 0 for success, or what the documentation of the function says, such as the first pivot that is
 * zero. They do not look for NaN; matrices given to {@link #gesdd}, {@link #syevd} and {@link #geev} have to be finite.
 */
public final class Blas {
    /** The library that it uses. */
    public static final NativeLibrary LIBRARY = new NativeLibrary(
            "OpenBLAS",
            "openblas",
            Map.of(
                    Platform.LINUX_X86_64,
                    List.of("libopenblas.so.0", "libquadmath.so.0", "libgcc_s.so.1", "libgfortran.so.5"),
                    Platform.LINUX_ARM64,
                    List.of("libopenblas.so.0", "libgcc_s.so.1", "libgfortran.so.5"),
                    Platform.MACOSX_ARM64,
                    List.of(
                            "libopenblas.0.dylib",
                            "libgcc_s.1.1.dylib",
                            "libquadmath.0.dylib",
                            "libgfortran.5.dylib",
                            "libgfortran.dylib")));

    private static final int BY_ROWS = 101; // CblasRowMajor
    private static final int AS_IS = 111; // CblasNoTrans
    private static final int TRANSPOSED = 112; // CblasTrans

    private final Path file;
    private final BlasFunctions blas;

    private Blas(Path file, BlasFunctions blas) {
        this.file = file;
        this.blas = blas;
        call(() -> {
            blas.setThreads().invokeExact(1);
            blas.setNanCheck().invokeExact(0);
        });
    }

    /** Loads OpenBLAS. The number of its threads is one for the whole process, and so for others that use the same file. */
    public static Search<Blas> load() {
        return LIBRARY.open().then(Blas::load);
    }

    private static Search<Blas> load(Opened library) {
        return Bindings.link(BlasFunctions.class, library.symbols())
                .then(functions -> new Search.Found<>(new Blas(library.file(), functions)));
    }

    /** The file that it was loaded from. */
    public Path file() {
        return file;
    }

    /** How it was built, as {@code OpenBLAS 0.3.31 DYNAMIC_ARCH ...}. */
    public String configuration() {
        return text(blas.getConfiguration());
    }

    /** Its name and version, as {@code OpenBLAS 0.3.31}. */
    public String version() {
        return String.join(" ", Arrays.asList(configuration().split(" ")).subList(0, 2));
    }

    /** The kind of processor that it computes for, as {@code SkylakeX}. */
    public String coreName() {
        return text(blas.getCoreName());
    }

    /** How many threads a call computes with. */
    int threads() {
        return ask(() -> (int) blas.getThreads().invokeExact());
    }

    private static String text(MethodHandle function) {
        return ask(() -> ((MemorySegment) function.invokeExact())
                .reinterpret(Long.MAX_VALUE)
                .getString(0)
                .strip());
    }

    // ---- products

    /** {@code c = alpha a b + beta c}, for all four dtypes; {@code c} is not read where {@code beta} is 0. */
    public void gemm(double alpha, Matrix a, Matrix b, double beta, Matrix c) {
        require(a.columns() == b.rows() && a.rows() == c.rows() && b.columns() == c.columns(), "gemm", a, b, c);
        if (!c.isByRows()) {
            gemm(alpha, b.transposed(), a.transposed(), beta, c.transposed());
            return;
        }
        switch (dtype("gemm", a, b, c)) {
            case FLOAT32 ->
                call(() -> {
                    blas.sgemm()
                            .invokeExact(
                                    BY_ROWS,
                                    form(a),
                                    form(b),
                                    c.intRows(),
                                    c.intColumns(),
                                    a.intColumns(),
                                    (float) alpha,
                                    a.start(),
                                    a.intLeading(),
                                    b.start(),
                                    b.intLeading(),
                                    (float) beta,
                                    c.start(),
                                    c.intLeading());
                });
            case FLOAT64 ->
                call(() -> {
                    blas.dgemm()
                            .invokeExact(
                                    BY_ROWS,
                                    form(a),
                                    form(b),
                                    c.intRows(),
                                    c.intColumns(),
                                    a.intColumns(),
                                    alpha,
                                    a.start(),
                                    a.intLeading(),
                                    b.start(),
                                    b.intLeading(),
                                    beta,
                                    c.start(),
                                    c.intLeading());
                });
            case COMPLEX64 -> complexGemm(blas.cgemm(), alpha, a, b, beta, c);
            case COMPLEX128 -> complexGemm(blas.zgemm(), alpha, a, b, beta, c);
            case BOOL, INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, UINT64 -> throw refused("gemm", c);
        }
    }

    private void complexGemm(MethodHandle gemm, double alpha, Matrix a, Matrix b, double beta, Matrix c) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment first = complex(arena, c.dtype(), alpha);
            MemorySegment second = complex(arena, c.dtype(), beta);
            call(() -> {
                gemm.invokeExact(
                        BY_ROWS,
                        form(a),
                        form(b),
                        c.intRows(),
                        c.intColumns(),
                        a.intColumns(),
                        first,
                        a.start(),
                        a.intLeading(),
                        b.start(),
                        b.intLeading(),
                        second,
                        c.start(),
                        c.intLeading());
            });
        }
    }

    private static MemorySegment complex(Arena arena, Dtype dtype, double real) {
        return dtype == Dtype.COMPLEX64
                ? arena.allocateFrom(ValueLayout.JAVA_FLOAT, (float) real, 0f)
                : arena.allocateFrom(ValueLayout.JAVA_DOUBLE, real, 0);
    }

    /** {@code c = alpha a aᵀ + beta c} in one triangle of {@code c}; float32 and float64. */
    public void syrk(Triangle triangle, double alpha, Matrix a, double beta, Matrix c) {
        require(a.rows() == c.rows() && c.rows() == c.columns(), "syrk", a, c);
        int half = (c.isByRows() ? triangle : triangle.transposed()).cblas();
        if (isSingle("syrk", a, c)) {
            call(() -> {
                blas.ssyrk()
                        .invokeExact(
                                BY_ROWS,
                                half,
                                form(a),
                                c.intRows(),
                                a.intColumns(),
                                (float) alpha,
                                a.start(),
                                a.intLeading(),
                                (float) beta,
                                c.start(),
                                c.intLeading());
            });
        } else {
            call(() -> {
                blas.dsyrk()
                        .invokeExact(
                                BY_ROWS,
                                half,
                                form(a),
                                c.intRows(),
                                a.intColumns(),
                                alpha,
                                a.start(),
                                a.intLeading(),
                                beta,
                                c.start(),
                                c.intLeading());
            });
        }
    }

    /** {@code y = alpha a x + beta y}; float32 and float64. */
    public void gemv(double alpha, Matrix a, Vector x, double beta, Vector y) {
        if (a.columns() != x.length() || a.rows() != y.length() || a.dtype() != x.dtype() || a.dtype() != y.dtype()) {
            throw new BugException("gemv of " + a + " with " + x + " and " + y);
        }
        Matrix stored = a.isByRows() ? a : a.transposed();
        if (isSingle("gemv", a)) {
            call(() -> {
                blas.sgemv()
                        .invokeExact(
                                BY_ROWS,
                                form(a),
                                stored.intRows(),
                                stored.intColumns(),
                                (float) alpha,
                                a.start(),
                                a.intLeading(),
                                x.start(),
                                x.intStride(),
                                (float) beta,
                                y.start(),
                                y.intStride());
            });
        } else {
            call(() -> {
                blas.dgemv()
                        .invokeExact(
                                BY_ROWS,
                                form(a),
                                stored.intRows(),
                                stored.intColumns(),
                                alpha,
                                a.start(),
                                a.intLeading(),
                                x.start(),
                                x.intStride(),
                                beta,
                                y.start(),
                                y.intStride());
            });
        }
    }

    /**
     * Solves {@code a X = alpha b} or {@code X a = alpha b} with a triangular {@code a}; {@code X} takes the place of {@code b}. For
     * float32 and float64.
     */
    public void trsm(Side side, Triangle triangle, Diagonal diagonal, double alpha, Matrix a, Matrix b) {
        long order = side == Side.LEFT ? b.rows() : b.columns();
        require(a.rows() == order && a.columns() == order, "trsm", a, b);
        if (!b.isByRows()) {
            trsm(side.transposed(), triangle.transposed(), diagonal, alpha, a.transposed(), b.transposed());
            return;
        }
        int half = (a.isByRows() ? triangle : triangle.transposed()).cblas();
        if (isSingle("trsm", a, b)) {
            call(() -> {
                blas.strsm()
                        .invokeExact(
                                BY_ROWS,
                                side.cblas(),
                                half,
                                form(a),
                                diagonal.cblas(),
                                b.intRows(),
                                b.intColumns(),
                                (float) alpha,
                                a.start(),
                                a.intLeading(),
                                b.start(),
                                b.intLeading());
            });
        } else {
            call(() -> {
                blas.dtrsm()
                        .invokeExact(
                                BY_ROWS,
                                side.cblas(),
                                half,
                                form(a),
                                diagonal.cblas(),
                                b.intRows(),
                                b.intColumns(),
                                alpha,
                                a.start(),
                                a.intLeading(),
                                b.start(),
                                b.intLeading());
            });
        }
    }

    // ---- decompositions

    /** Cholesky: the triangle of {@code a} becomes its factor. Returns k > 0 where the leading minor of order k is not positive. */
    public int potrf(Triangle triangle, Matrix a) {
        require(a.rows() == a.columns(), "potrf", a);
        MethodHandle potrf = isSingle("potrf", a) ? blas.spotrf() : blas.dpotrf();
        return info("potrf", () ->
                (int) potrf.invokeExact(a.order().number(), triangle.lapack(), a.intRows(), a.start(), a.intLeading()));
    }

    /**
     * LU with partial pivoting: {@code a} becomes both factors, {@code pivots} (int32, as many as the shorter side) the rows
     * exchanged, counted from 1. Returns k > 0 where the k-th pivot is zero.
     */
    public int getrf(Matrix a, MemorySegment pivots) {
        room("getrf", pivots, Math.min(a.rows(), a.columns()), Integer.BYTES);
        MethodHandle getrf = isSingle("getrf", a) ? blas.sgetrf() : blas.dgetrf();
        return info("getrf", () -> (int)
                getrf.invokeExact(a.order().number(), a.intRows(), a.intColumns(), a.start(), a.intLeading(), pivots));
    }

    /** QR: {@code a} becomes R and the reflectors of Q, {@code tau} (as many as the shorter side) their factors. Returns 0. */
    public int geqrf(Matrix a, MemorySegment tau) {
        room("geqrf", tau, Math.min(a.rows(), a.columns()), a.dtype().bytes());
        MethodHandle geqrf = isSingle("geqrf", a) ? blas.sgeqrf() : blas.dgeqrf();
        return info("geqrf", () -> (int)
                geqrf.invokeExact(a.order().number(), a.intRows(), a.intColumns(), a.start(), a.intLeading(), tau));
    }

    /** Q from what {@link #geqrf} left: the first {@code reflectors} of them, applied to as many columns as {@code a} has. Returns 0. */
    public int orgqr(Matrix a, long reflectors, MemorySegment tau) {
        require(reflectors >= 0 && reflectors <= a.columns() && a.columns() <= a.rows(), "orgqr", a);
        room("orgqr", tau, reflectors, a.dtype().bytes());
        MethodHandle orgqr = isSingle("orgqr", a) ? blas.sorgqr() : blas.dorgqr();
        return info("orgqr", () -> (int) orgqr.invokeExact(
                a.order().number(), a.intRows(), a.intColumns(), (int) reflectors, a.start(), a.intLeading(), tau));
    }

    /**
     * Singular values, descending, into {@code s} (as many as the shorter side), and vectors into {@code u} and {@code vt}, which are not
     * touched where none are wanted; {@code a} is destroyed. All three lie in the same order. Returns k > 0 where it did not
     * converge.
     */
    public int gesdd(Vectors vectors, Matrix a, MemorySegment s, Matrix u, Matrix vt) {
        long shorter = Math.min(a.rows(), a.columns());
        room("gesdd", s, shorter, a.dtype().bytes());
        require(
                switch (vectors) {
                    case NONE -> true;
                    case REDUCED -> has(u, a, a.rows(), shorter) && has(vt, a, shorter, a.columns());
                    case ALL -> has(u, a, a.rows(), a.rows()) && has(vt, a, a.columns(), a.columns());
                },
                "gesdd",
                a,
                u,
                vt);
        MethodHandle gesdd = isSingle("gesdd", a, u, vt) ? blas.sgesdd() : blas.dgesdd();
        return info("gesdd", () -> (int) gesdd.invokeExact(
                a.order().number(),
                vectors.lapack(),
                a.intRows(),
                a.intColumns(),
                a.start(),
                a.intLeading(),
                s,
                u.start(),
                u.intLeading(),
                vt.start(),
                vt.intLeading()));
    }

    /**
     * Eigenvalues of a symmetric matrix, of which one triangle is read, ascending into {@code w}; its eigenvectors become the columns of
     * {@code a}, or, where none are wanted, {@code a} is destroyed. Returns k > 0 where it did not converge.
     */
    public int syevd(Vectors vectors, Triangle triangle, Matrix a, MemorySegment w) {
        require(a.rows() == a.columns(), "syevd", a);
        room("syevd", w, a.rows(), a.dtype().bytes());
        MethodHandle syevd = isSingle("syevd", a) ? blas.ssyevd() : blas.dsyevd();
        return info("syevd", () -> (int) syevd.invokeExact(
                a.order().number(), wanted(vectors), triangle.lapack(), a.intRows(), a.start(), a.intLeading(), w));
    }

    /**
     * Eigenvalues of any square matrix, real parts into {@code wr} and imaginary ones into {@code wi}, and right eigenvectors into the columns of
     * {@code vr} (of a conjugate pair: the real part, then the imaginary one), which is not touched where none are wanted; {@code a} is
     * destroyed. Returns k > 0 where it did not converge.
     */
    public int geev(Vectors vectors, Matrix a, MemorySegment wr, MemorySegment wi, Matrix vr) {
        require(a.rows() == a.columns() && (vectors == Vectors.NONE || has(vr, a, a.rows(), a.rows())), "geev", a, vr);
        room("geev", wr, a.rows(), a.dtype().bytes());
        room("geev", wi, a.rows(), a.dtype().bytes());
        MethodHandle geev = isSingle("geev", a, vr) ? blas.sgeev() : blas.dgeev();
        return info("geev", () -> (int) geev.invokeExact(
                a.order().number(),
                Vectors.NONE.lapack(),
                wanted(vectors),
                a.intRows(),
                a.start(),
                a.intLeading(),
                wr,
                wi,
                MemorySegment.NULL,
                a.intLeading(),
                vr.start(),
                vr.intLeading()));
    }

    // ---- calls

    private static byte wanted(Vectors vectors) {
        return switch (vectors) {
            case NONE -> Vectors.NONE.lapack();
            case REDUCED, ALL -> (byte) 'V';
        };
    }

    /** What stored rows have to undergo to be the matrix. */
    private static int form(Matrix matrix) {
        return matrix.isByRows() ? AS_IS : TRANSPOSED;
    }

    private static boolean has(Matrix matrix, Matrix orderOf, long rows, long columns) {
        return matrix.rows() == rows && matrix.columns() == columns && matrix.order() == orderOf.order();
    }

    private static Dtype dtype(String asked, Matrix first, Matrix... others) {
        for (Matrix other : others) {
            require(first.dtype() == other.dtype(), asked, first, other);
        }
        return first.dtype();
    }

    /** True for float32, false for float64. */
    private static boolean isSingle(String asked, Matrix first, Matrix... others) {
        Dtype dtype = dtype(asked, first, others);
        if (!dtype.isFloat()) {
            throw refused(asked, first);
        }
        return dtype == Dtype.FLOAT32;
    }

    private static void require(boolean holds, String asked, Matrix... matrices) {
        if (!holds) {
            throw refused(asked, matrices);
        }
    }

    private static BugException refused(String asked, Matrix... matrices) {
        return new BugException(asked + " of " + List.of(matrices));
    }

    private static void room(String asked, MemorySegment segment, long elements, int bytes) {
        if (!segment.isNative() || segment.byteSize() < elements * bytes) {
            throw new BugException(asked + " needs " + elements + " elements of " + bytes + " bytes, got " + segment);
        }
    }

    private static int info(String asked, Answering<Integer> function) {
        int info = ask(function);
        if (info < 0) {
            throw new BugException(asked + " refuses its argument " + -info);
        }
        return info;
    }

    private interface Calling {
        void call() throws Throwable;
    }

    private interface Answering<T> {
        T call() throws Throwable;
    }

    private static void call(Calling function) {
        ask(() -> {
            function.call();
            return true;
        });
    }

    private static <T> T ask(Answering<T> function) {
        try {
            return function.call();
        } catch (SyrtisException | Error failure) {
            throw failure;
        } catch (Throwable failure) {
            throw new BugException("a call of OpenBLAS failed", failure);
        }
    }
}
