package syrtis.llvm;

import java.util.List;
import syrtis.op.Body;
import syrtis.op.Instruction;
import syrtis.op.MathFunction;
import syrtis.op.Prim;
import syrtis.type.BugException;
import syrtis.type.Dtype;

/** The instructions of a scalar body as LLVM IR, each for {@code lanes} elements at once. */
final class BodyIr {
    private final IrText ir;
    private final List<Instruction> code;
    private final int lanes;
    private final FunctionsIr functions;
    private final PrimIr prims;
    private final String[] values;

    BodyIr(IrText ir, Body body, int lanes, FunctionsIr functions) {
        this.ir = ir;
        code = body.code();
        this.lanes = lanes;
        this.functions = functions;
        prims = new PrimIr(ir, lanes);
        values = new String[code.size()];
    }

    String type(Dtype dtype) {
        return prims.type(dtype);
    }

    /** The name of the value of instruction {@code k}. */
    String value(int k) {
        if (values[k] == null) {
            throw new BugException("instruction " + k + " has no value yet: " + code.get(k));
        }
        return values[k];
    }

    void set(int k, String value) {
        values[k] = value;
    }

    /** Writes an instruction that computes; loads, indices and parameters are {@link #set}. */
    void write(int k) {
        values[k] = switch (code.get(k)) {
            case Instruction.Const(Dtype dtype, long bits) ->
                IrText.splat(IrText.element(dtype), lanes, IrText.constant(dtype, bits));
            case Instruction.Apply(Prim prim, Dtype dtype, int a, int b, int c) -> prims.apply(
                    prim,
                    prim == Prim.SELECT ? dtype : code.get(a).dtype(),
                    dtype,
                    value(a),
                    b < 0 ? "" : value(b),
                    c < 0 ? "" : value(c));
            case Instruction.Call(MathFunction function, Dtype dtype, int a, int b) ->
                functions.call(ir, function, dtype, lanes, b < 0 ? List.of(value(a)) : List.of(value(a), value(b)));
            case Instruction.Load _, Instruction.Index _, Instruction.Param _ ->
                throw new BugException("instruction " + k + " is not computed: " + code.get(k));
        };
    }
}
