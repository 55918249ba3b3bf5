/**
 * Matrices by OpenBLAS: {@link syrtis.openblas.Blas} multiplies, solves and decomposes what a {@link syrtis.openblas.Matrix}
 * describes. Knows nothing of arrays or tiles.
 */
@org.jspecify.annotations.NullMarked
package syrtis.openblas;
