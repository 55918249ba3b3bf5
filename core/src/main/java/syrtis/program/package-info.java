/**
 * Programs in NumPy's syntax, above the public API and using nothing else. {@link syrtis.program.Program} is parsed once and
 * run as often as wanted; what it may call is found by reflection on the public classes of {@code syrtis}.
 *
 * <pre>{@code
 * NDArray a = Nd.arange(6).reshape(2, 3);
 * NDArray spread = Program.of("(a @ a.T - 1).std()").run(Map.of("a", a)).array();
 * }</pre>
 */
@org.jspecify.annotations.NullMarked
package syrtis.program;
