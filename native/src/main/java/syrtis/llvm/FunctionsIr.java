package syrtis.llvm;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import syrtis.op.Body;
import syrtis.op.Definition;
import syrtis.op.Instruction;
import syrtis.op.MathFunction;
import syrtis.type.BugException;
import syrtis.type.Dtype;

/**
 * The mathematical functions that a kernel calls: a function of LLVM IR for each one, dtype and number of lanes, made of its
 * {@link Definition}. The rare part is behind a branch that is taken if any lane needs it.
 */
final class FunctionsIr {
    private record Key(MathFunction function, Dtype dtype, int lanes) {
        String name() {
            return "@" + function.name().toLowerCase(Locale.ROOT) + "." + IrText.mangled(IrText.element(dtype), lanes);
        }

        Definition definition() {
            return function.definition(dtype).orElseThrow(() -> new BugException(function + " of " + dtype + " has no definition"));
        }
    }

    private final Map<Key, String> names = new LinkedHashMap<>();
    private final Deque<Key> pending = new ArrayDeque<>();

    /** A call, in the function being written, of a function that will be. */
    String call(IrText ir, MathFunction function, Dtype dtype, int lanes, List<String> arguments) {
        Key key = new Key(function, dtype, lanes);
        String name = names.computeIfAbsent(key, made -> {
            pending.add(made);
            return made.name();
        });
        String type = IrText.vector(IrText.element(dtype), lanes);
        StringBuilder call = new StringBuilder("call ").append(type).append(' ').append(name).append('(');
        for (int k = 0; k < arguments.size(); k++) {
            call.append(k == 0 ? "" : ", ").append(type).append(' ').append(arguments.get(k));
        }
        return ir.let(call.append(')').toString());
    }

    /** Writes all functions called so far. */
    void write(IrText ir) {
        while (!pending.isEmpty()) {
            write(ir, pending.remove());
        }
    }

    private void write(IrText ir, Key key) {
        Definition definition = key.definition();
        String type = IrText.vector(IrText.element(key.dtype), key.lanes);
        String flag = IrText.vector("i1", key.lanes);
        String parameters = key.function.arity() == 1 ? type + " %a0" : type + " %a0, " + type + " %a1";
        ir.begin("define internal " + type + " " + key.name() + "(" + parameters + ") #1");
        String usual = value(ir, definition.usual(), key.lanes);
        definition.rare().ifPresentOrElse(
                rare -> {
                    String condition = value(ir, rare.condition(), key.lanes);
                    String any = key.lanes == 1
                            ? condition
                            : ir.let("call i1 @llvm.vector.reduce.or." + IrText.mangled("i1", key.lanes) + "(" + flag + " " + condition + ")");
                    ir.branch(any, "rare", "usual");
                    ir.place("usual");
                    ir.line("ret " + type + " " + usual);
                    ir.place("rare");
                    String other = value(ir, rare.value(), key.lanes);
                    String result = ir.let("select " + flag + " " + condition + ", " + type + " " + other + ", " + type + " " + usual);
                    ir.line("ret " + type + " " + result);
                },
                () -> ir.line("ret " + type + " " + usual));
        ir.end();
    }

    /** The value that a body over the function's arguments stores. */
    private String value(IrText ir, Body body, int lanes) {
        BodyIr values = new BodyIr(ir, body, lanes, this);
        for (int k = 0; k < body.size(); k++) {
            if (body.code().get(k) instanceof Instruction.Load load) {
                values.set(k, "%a" + load.input());
            } else {
                values.write(k);
            }
        }
        return values.value(body.stores().getFirst());
    }
}
