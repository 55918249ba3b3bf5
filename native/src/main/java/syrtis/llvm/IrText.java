package syrtis.llvm;

import java.util.HexFormat;
import java.util.function.Consumer;
import syrtis.type.BugException;
import syrtis.type.Dtype;

/**
 * Text of LLVM IR under construction, one function at a time: hands out the names of values and blocks. What changes in loops
 * are variables on the stack, which LLVM turns into registers.
 */
final class IrText {
    private static final HexFormat HEXADECIMAL = HexFormat.of().withUpperCase();

    private final StringBuilder text = new StringBuilder();
    private int names;
    private int variables; // where the function's variables are declared

    /** The type of one element while it is computed with; a bool is one bit. */
    static String element(Dtype dtype) {
        return dtype.isBool() ? "i1" : memory(dtype);
    }

    /** The type of one element in memory. */
    static String memory(Dtype dtype) {
        return switch (dtype) {
            case BOOL, INT8, UINT8 -> "i8";
            case INT16, UINT16 -> "i16";
            case INT32, UINT32 -> "i32";
            case INT64, UINT64 -> "i64";
            case FLOAT32 -> "float";
            case FLOAT64 -> "double";
            case COMPLEX64, COMPLEX128 -> throw new BugException("no IR type for " + dtype);
        };
    }

    /** {@code lanes} elements of a type; the type itself for one. */
    static String vector(String element, int lanes) {
        return lanes == 1 ? element : "<" + lanes + " x " + element + ">";
    }

    /** How intrinsics spell a type in their names: {@code v8f64}. */
    static String mangled(String element, int lanes) {
        String name =
                switch (element) {
                    case "double" -> "f64";
                    case "float" -> "f32";
                    case "ptr" -> "p0";
                    default -> element;
                };
        return lanes == 1 ? name : "v" + lanes + name;
    }

    /** A constant with one element repeated. */
    static String splat(String element, int lanes, String constant) {
        return lanes == 1 ? constant : "splat (" + element + " " + constant + ")";
    }

    /** Every bit of it: what the dtype's element with these bits is called. */
    static String constant(Dtype dtype, long bits) {
        return switch (dtype) {
            case BOOL -> bits != 0 ? "true" : "false";
            case INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, UINT64 -> Long.toString(bits);
            case FLOAT32 -> "bitcast (i32 " + (int) bits + " to float)";
            case FLOAT64 -> "0x" + HEXADECIMAL.toHexDigits(bits);
            case COMPLEX64, COMPLEX128 -> throw new BugException("no IR constant of " + dtype);
        };
    }

    /** Begins a function with the block {@code entry}. */
    void begin(String header) {
        text.append(header).append(" {\nentry:\n");
        variables = text.length();
        names = 0;
    }

    void end() {
        text.append("}\n\n");
    }

    void line(String instruction) {
        text.append("  ").append(instruction).append('\n');
    }

    /** Names the result of an instruction. */
    String let(String instruction) {
        String name = fresh();
        line(name + " = " + instruction);
        return name;
    }

    private String fresh() {
        return "%v" + names++;
    }

    /** A variable of a type: its address. */
    String variable(String type) {
        String name = fresh();
        text.insert(variables, "  " + name + " = alloca " + type + "\n");
        return name;
    }

    void set(String variable, String type, String value) {
        line("store " + type + " " + value + ", ptr " + variable);
    }

    String get(String variable, String type) {
        return let("load " + type + ", ptr " + variable);
    }

    /** A loop over {@code index} from {@code from} to below {@code to} in steps of {@code width}. */
    void loop(String from, String to, int width, Consumer<String> inside) {
        String variable = variable("i64");
        String head = label("loop");
        String body = label("body");
        String done = label("done");
        set(variable, "i64", from);
        jump(head);
        place(head);
        String index = get(variable, "i64");
        branch(let("icmp slt i64 " + index + ", " + to), body, done);
        place(body);
        inside.accept(index);
        set(variable, "i64", let("add nsw i64 " + index + ", " + width));
        jump(head);
        place(done);
    }

    /** What is done only where {@code condition} holds. */
    void when(String condition, Runnable inside) {
        String yes = label("then");
        String done = label("done");
        branch(condition, yes, done);
        place(yes);
        inside.run();
        jump(done);
        place(done);
    }

    /** A name for a block. */
    String label(String what) {
        return what + names++;
    }

    /** Ends the block with a jump. */
    void jump(String label) {
        line("br label %" + label);
    }

    void branch(String condition, String yes, String no) {
        line("br i1 " + condition + ", label %" + yes + ", label %" + no);
    }

    /** Begins the block {@code label}. */
    void place(String label) {
        text.append(label).append(":\n");
    }

    void verbatim(String lines) {
        text.append(lines);
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
