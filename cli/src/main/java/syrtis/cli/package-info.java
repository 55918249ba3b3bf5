/**
 * The command {@code syrtis}. {@link syrtis.cli.Main} hands over to one class per sub-command; each works on the public
 * API of {@code syrtis} and {@code syrtis.program} alone, and may use nothing that the API's users cannot.
 *
 * <pre>{@code
 * int code = Main.execute(new PrintWriter(System.out), new PrintWriter(System.err), "eval", "1 + 1");
 * }</pre>
 */
@org.jspecify.annotations.NullMarked
package syrtis.cli;
