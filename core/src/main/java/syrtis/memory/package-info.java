/**
 * Bytes: how many may be used ({@link syrtis.memory.Budget}), where they come from and go back to ({@link
 * syrtis.memory.Pool}), one block of them ({@link syrtis.memory.Buffer}), and where they go when memory is short ({@link
 * syrtis.memory.Spill}). Knows nothing of arrays.
 */
@org.jspecify.annotations.NullMarked
package syrtis.memory;
