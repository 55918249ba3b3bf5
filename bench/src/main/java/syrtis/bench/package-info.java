/**
 * Benchmarks: a {@link syrtis.bench.Workload} asks one question, every {@link syrtis.bench.Contender} answers it with
 * the same program over the same data, the {@link syrtis.bench.Referee} checks that the answers are equal and lets
 * them take turns, and the medians are held against each other, against the machine's own {@link syrtis.bench.Ceiling}
 * and against {@link syrtis.bench.Target}s. Only the public API of core is used, as a user would.
 */
@org.jspecify.annotations.NullMarked
package syrtis.bench;
