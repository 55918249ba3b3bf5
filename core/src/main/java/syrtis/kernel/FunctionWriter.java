package syrtis.kernel;

import static java.lang.constant.ConstantDescs.CD_boolean;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import syrtis.op.Body;
import syrtis.op.Definition;
import syrtis.op.Instruction;
import syrtis.op.MathFunction;
import syrtis.type.Dtype;

/**
 * Writes the mathematical functions that a kernel calls as methods of its class, one per function and dtype, and what they do
 * rarely as methods of their own: HotSpot compiles no method of more than 8000 bytes, and compiles short ones better.
 */
final class FunctionWriter {
    private static final int PRIVATE_STATIC = ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC;

    private FunctionWriter() {}

    /** Adds the functions that {@code body} calls. */
    static void write(ClassBuilder type, Body body) {
        Set<Instruction.Call> calls = new LinkedHashSet<>();
        for (Instruction instruction : body.code()) {
            if (instruction instanceof Instruction.Call(MathFunction function, Dtype dtype, int _, int _)
                    && calls.add(new Instruction.Call(function, dtype, 0, 0))) {
                function.definition(dtype).ifPresent(definition -> write(type, function, dtype, definition));
            }
        }
    }

    private static void write(ClassBuilder type, MathFunction function, Dtype dtype, Definition definition) {
        MethodTypeDesc operands = type(function, dtype);
        String name = name(function, dtype);
        Optional<Definition.Rare> rare = definition.rare();
        type.withMethodBody(name, operands, PRIVATE_STATIC, code -> {
            if (rare.isPresent()) {
                Label usual = code.newLabel();
                loadArguments(code, function, dtype);
                code.invokestatic(BytecodeCompiler.THIS, name + "IsRare", operands.changeReturnType(CD_boolean))
                        .ifeq(usual);
                loadArguments(code, function, dtype);
                code.invokestatic(BytecodeCompiler.THIS, name + "Rarely", operands)
                        .return_(InstructionWriter.kind(Carrier.of(dtype)))
                        .labelBinding(usual);
            }
            compute(code, definition.usual());
        });
        rare.ifPresent(cases -> type.withMethodBody(
                        name + "IsRare",
                        operands.changeReturnType(CD_boolean),
                        PRIVATE_STATIC,
                        code -> compute(code, cases.condition()))
                .withMethodBody(name + "Rarely", operands, PRIVATE_STATIC, code -> compute(code, cases.value())));
    }

    private static void loadArguments(CodeBuilder code, MathFunction function, Dtype dtype) {
        TypeKind kind = InstructionWriter.kind(Carrier.of(dtype));
        for (int k = 0; k < function.arity(); k++) {
            code.loadLocal(kind, code.parameterSlot(k));
        }
    }

    /** Returns the value that the body stores. */
    private static void compute(CodeBuilder code, Body body) {
        List<Instruction> steps = body.code();
        InstructionWriter writer = new InstructionWriter(code, steps);
        for (int k = 0; k < steps.size(); k++) {
            switch (steps.get(k)) {
                case Instruction.Const _ -> {} // Pushed where it is used.
                case Instruction.Load(int input, int _, Dtype _) -> writer.place(k, code.parameterSlot(input));
                case Instruction.Apply _, Instruction.Call _, Instruction.Param _, Instruction.Index _ -> {
                    writer.allocate(k);
                    writer.write(k, -1);
                }
            }
        }
        int result = body.stores().getFirst();
        writer.load(result);
        code.return_(InstructionWriter.kind(Carrier.of(steps.get(result).dtype())));
    }

    /** The name of the method: {@code exp2Float64}. */
    static String name(MathFunction function, Dtype dtype) {
        String label = dtype.name().toLowerCase(Locale.ROOT);
        return InstructionWriter.camel(function) + Character.toUpperCase(label.charAt(0)) + label.substring(1);
    }

    static MethodTypeDesc type(MathFunction function, Dtype dtype) {
        ClassDesc carrier = InstructionWriter.kind(Carrier.of(dtype)).upperBound();
        ClassDesc[] operands = new ClassDesc[function.arity()];
        Arrays.fill(operands, carrier);
        return MethodTypeDesc.of(carrier, operands);
    }
}
