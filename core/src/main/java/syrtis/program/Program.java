package syrtis.program;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import syrtis.NDArray;
import syrtis.type.ProgramException;

/**
 * A program in NumPy's syntax: statements and expressions of Python, over arrays.
 *
 * <p>The prefix {@code np.} may be left out. Functions and methods are those of the API, under NumPy's names. What a program
 * computes is lazy, as in Java: only conditions, loops over arrays, {@code print} and conversions to numbers compute. A
 * program can be run many times and by several threads at once.
 *
 * <pre>{@code
 * Program.of("(a @ a.T - a).std()").run(Map.of("a", a)).array()
 * }</pre>
 */
public final class Program {
    private final Source source;
    private final List<Ast.Statement> statements;

    private Program(Source source) {
        this.source = source;
        this.statements = guarded(source, () -> Parser.program(source));
    }

    /**
     * Reads a program.
     *
     * @throws ProgramException if it is none; the message points at the word that is wrong
     */
    public static Program of(String text) {
        return new Program(new Source("", text));
    }

    /** Reads a program that messages call {@code name}, mostly its file. */
    public static Program of(String name, String text) {
        return new Program(new Source(name, text));
    }

    /** Runs it without inputs; what it prints goes to standard output. */
    public Result run() {
        return run(Map.of());
    }

    /** Runs it with these inputs; what it prints goes to standard output. */
    public Result run(Map<String, ?> inputs) {
        return run(inputs, System.out::print);
    }

    /**
     * Runs it.
     *
     * @param inputs the names it can use: arrays, numbers, booleans and strings
     * @param output takes what it prints, line ends included
     * @throws ProgramException if a line cannot be evaluated; the cause is the error of the API, where one was met
     */
    public Result run(Map<String, ?> inputs, Consumer<String> output) {
        Map<String, Value> values = new HashMap<>();
        inputs.forEach((name, value) -> values.put(name, input(name, value)));
        Machine machine = new Machine(source, values, output);
        return guarded(source, () -> machine.run(statements).result());
    }

    private static Value input(String name, Object value) {
        return switch (value) {
            case NDArray array -> new Value.Array(array, false);
            case Boolean bool -> Value.Bool.of(bool);
            case Double real -> new Value.Real(real);
            case Float real -> new Value.Real(real);
            case Long integer -> new Value.Int(integer);
            case Integer integer -> new Value.Int(integer);
            case String text -> new Value.Str(text);
            default ->
                throw new ProgramException("input '" + name + "' needs an array, a number or a string, got a "
                        + value.getClass().getSimpleName());
        };
    }

    /** Turns what goes wrong into the exception that points at the place. */
    private static <T> T guarded(Source source, Supplier<T> work) {
        try {
            return work.get();
        } catch (Mistake mistake) {
            throw source.error(mistake);
        } catch (StackOverflowError _) {
            throw new ProgramException(
                    "the program is nested too deep, or its functions call each other too often: use a loop");
        }
    }

    /** The text it was read from. */
    @Override
    public String toString() {
        return source.text();
    }
}
