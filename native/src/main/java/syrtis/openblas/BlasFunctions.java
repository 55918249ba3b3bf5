package syrtis.openblas;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import syrtis.library.Symbol;

/**
 * The functions of OpenBLAS that are used here, with 32-bit sizes. Their documentation is that of CBLAS and LAPACKE; the letters in
 * front are BLAS's: s for float32, d for float64, c for complex64, z for complex128.
 */
record BlasFunctions(
        @Symbol(name = "openblas_set_num_threads", takes = int.class)
        MethodHandle setThreads,

        @Symbol(name = "openblas_get_num_threads", returns = int.class)
        MethodHandle getThreads,

        @Symbol(name = "openblas_get_config", returns = MemorySegment.class)
        MethodHandle getConfiguration,

        @Symbol(name = "openblas_get_corename", returns = MemorySegment.class)
        MethodHandle getCoreName,

        @Symbol(name = "LAPACKE_set_nancheck", takes = int.class)
        MethodHandle setNanCheck,

        @Symbol(
                name = "cblas_sgemm",
                takes = {
                    int.class,
                    int.class,
                    int.class,
                    int.class,
                    int.class,
                    int.class,
                    float.class,
                    MemorySegment.class,
                    int.class,
                    MemorySegment.class,
                    int.class,
                    float.class,
                    MemorySegment.class,
                    int.class
                })
        MethodHandle sgemm,

        @Symbol(
                name = "cblas_dgemm",
                takes = {
                    int.class,
                    int.class,
                    int.class,
                    int.class,
                    int.class,
                    int.class,
                    double.class,
                    MemorySegment.class,
                    int.class,
                    MemorySegment.class,
                    int.class,
                    double.class,
                    MemorySegment.class,
                    int.class
                })
        MethodHandle dgemm,

        @Symbol(
                name = "cblas_cgemm",
                takes = {
                    int.class,
                    int.class,
                    int.class,
                    int.class,
                    int.class,
                    int.class,
                    MemorySegment.class,
                    MemorySegment.class,
                    int.class,
                    MemorySegment.class,
                    int.class,
                    MemorySegment.class,
                    MemorySegment.class,
                    int.class
                })
        MethodHandle cgemm,

        @Symbol(
                name = "cblas_zgemm",
                takes = {
                    int.class,
                    int.class,
                    int.class,
                    int.class,
                    int.class,
                    int.class,
                    MemorySegment.class,
                    MemorySegment.class,
                    int.class,
                    MemorySegment.class,
                    int.class,
                    MemorySegment.class,
                    MemorySegment.class,
                    int.class
                })
        MethodHandle zgemm,

        @Symbol(
                name = "cblas_ssyrk",
                takes = {
                    int.class,
                    int.class,
                    int.class,
                    int.class,
                    int.class,
                    float.class,
                    MemorySegment.class,
                    int.class,
                    float.class,
                    MemorySegment.class,
                    int.class
                })
        MethodHandle ssyrk,

        @Symbol(
                name = "cblas_dsyrk",
                takes = {
                    int.class,
                    int.class,
                    int.class,
                    int.class,
                    int.class,
                    double.class,
                    MemorySegment.class,
                    int.class,
                    double.class,
                    MemorySegment.class,
                    int.class
                })
        MethodHandle dsyrk,

        @Symbol(
                name = "cblas_sgemv",
                takes = {
                    int.class,
                    int.class,
                    int.class,
                    int.class,
                    float.class,
                    MemorySegment.class,
                    int.class,
                    MemorySegment.class,
                    int.class,
                    float.class,
                    MemorySegment.class,
                    int.class
                })
        MethodHandle sgemv,

        @Symbol(
                name = "cblas_dgemv",
                takes = {
                    int.class,
                    int.class,
                    int.class,
                    int.class,
                    double.class,
                    MemorySegment.class,
                    int.class,
                    MemorySegment.class,
                    int.class,
                    double.class,
                    MemorySegment.class,
                    int.class
                })
        MethodHandle dgemv,

        @Symbol(
                name = "cblas_strsm",
                takes = {
                    int.class,
                    int.class,
                    int.class,
                    int.class,
                    int.class,
                    int.class,
                    int.class,
                    float.class,
                    MemorySegment.class,
                    int.class,
                    MemorySegment.class,
                    int.class
                })
        MethodHandle strsm,

        @Symbol(
                name = "cblas_dtrsm",
                takes = {
                    int.class,
                    int.class,
                    int.class,
                    int.class,
                    int.class,
                    int.class,
                    int.class,
                    double.class,
                    MemorySegment.class,
                    int.class,
                    MemorySegment.class,
                    int.class
                })
        MethodHandle dtrsm,

        @Symbol(
                name = "LAPACKE_spotrf",
                returns = int.class,
                takes = {int.class, byte.class, int.class, MemorySegment.class, int.class})
        MethodHandle spotrf,

        @Symbol(
                name = "LAPACKE_dpotrf",
                returns = int.class,
                takes = {int.class, byte.class, int.class, MemorySegment.class, int.class})
        MethodHandle dpotrf,

        @Symbol(
                name = "LAPACKE_sgetrf",
                returns = int.class,
                takes = {int.class, int.class, int.class, MemorySegment.class, int.class, MemorySegment.class})
        MethodHandle sgetrf,

        @Symbol(
                name = "LAPACKE_dgetrf",
                returns = int.class,
                takes = {int.class, int.class, int.class, MemorySegment.class, int.class, MemorySegment.class})
        MethodHandle dgetrf,

        @Symbol(
                name = "LAPACKE_sgeqrf",
                returns = int.class,
                takes = {int.class, int.class, int.class, MemorySegment.class, int.class, MemorySegment.class})
        MethodHandle sgeqrf,

        @Symbol(
                name = "LAPACKE_dgeqrf",
                returns = int.class,
                takes = {int.class, int.class, int.class, MemorySegment.class, int.class, MemorySegment.class})
        MethodHandle dgeqrf,

        @Symbol(
                name = "LAPACKE_sorgqr",
                returns = int.class,
                takes = {int.class, int.class, int.class, int.class, MemorySegment.class, int.class, MemorySegment.class
                })
        MethodHandle sorgqr,

        @Symbol(
                name = "LAPACKE_dorgqr",
                returns = int.class,
                takes = {int.class, int.class, int.class, int.class, MemorySegment.class, int.class, MemorySegment.class
                })
        MethodHandle dorgqr,

        @Symbol(
                name = "LAPACKE_sgesdd",
                returns = int.class,
                takes = {
                    int.class,
                    byte.class,
                    int.class,
                    int.class,
                    MemorySegment.class,
                    int.class,
                    MemorySegment.class,
                    MemorySegment.class,
                    int.class,
                    MemorySegment.class,
                    int.class
                })
        MethodHandle sgesdd,

        @Symbol(
                name = "LAPACKE_dgesdd",
                returns = int.class,
                takes = {
                    int.class,
                    byte.class,
                    int.class,
                    int.class,
                    MemorySegment.class,
                    int.class,
                    MemorySegment.class,
                    MemorySegment.class,
                    int.class,
                    MemorySegment.class,
                    int.class
                })
        MethodHandle dgesdd,

        @Symbol(
                name = "LAPACKE_ssyevd",
                returns = int.class,
                takes = {
                    int.class,
                    byte.class,
                    byte.class,
                    int.class,
                    MemorySegment.class,
                    int.class,
                    MemorySegment.class
                })
        MethodHandle ssyevd,

        @Symbol(
                name = "LAPACKE_dsyevd",
                returns = int.class,
                takes = {
                    int.class,
                    byte.class,
                    byte.class,
                    int.class,
                    MemorySegment.class,
                    int.class,
                    MemorySegment.class
                })
        MethodHandle dsyevd,

        @Symbol(
                name = "LAPACKE_sgeev",
                returns = int.class,
                takes = {
                    int.class,
                    byte.class,
                    byte.class,
                    int.class,
                    MemorySegment.class,
                    int.class,
                    MemorySegment.class,
                    MemorySegment.class,
                    MemorySegment.class,
                    int.class,
                    MemorySegment.class,
                    int.class
                })
        MethodHandle sgeev,

        @Symbol(
                name = "LAPACKE_dgeev",
                returns = int.class,
                takes = {
                    int.class,
                    byte.class,
                    byte.class,
                    int.class,
                    MemorySegment.class,
                    int.class,
                    MemorySegment.class,
                    MemorySegment.class,
                    MemorySegment.class,
                    int.class,
                    MemorySegment.class,
                    int.class
                })
        MethodHandle dgeev) {}
