/**
 * Loops over tiles: a {@link syrtis.kernel.Loop} says what is computed per element and how operands are walked; the
 * {@link syrtis.kernel.Interpreter} defines what that means, a {@link syrtis.kernel.KernelCompiler} makes it fast, the
 * {@link syrtis.kernel.KernelCache} remembers. Knows bodies and memory, not graphs or tiles.
 */
@org.jspecify.annotations.NullMarked
package syrtis.kernel;
