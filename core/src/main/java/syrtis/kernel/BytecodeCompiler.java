package syrtis.kernel;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;
import static java.lang.constant.ConstantDescs.INIT_NAME;
import static java.lang.constant.ConstantDescs.MTD_void;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import syrtis.op.Op;
import syrtis.type.BugException;

/**
 * Compiles a loop to a hidden class, which HotSpot then compiles. Its {@code run} walks the outer levels; its {@code inner}
 * does a strip of up to {@value #STRIP} steps of the innermost level: it brings operands into heap arrays ({@link
 * Transfers}), computes there in loops that HotSpot vectorises where it can, and brings the results back.
 *
 * <p>Two kinds of bodies are split into several loops: long runs of integer arithmetic without operands, which is what random
 * numbers are ({@link Strips}), and folds, whose values come first and are then accumulated lane by lane. Mathematical functions
 * are methods of the class ({@link FunctionWriter}).
 */
public final class BytecodeCompiler implements KernelCompiler {
    static final ClassDesc SEGMENT = MemorySegment.class.describeConstable().orElseThrow();
    static final ClassDesc THIS = ClassDesc.of("syrtis.kernel.CompiledKernel");

    /** Steps of the innermost level per call: a multiple of the lanes, and short enough for the arrays to stay in the cache. */
    static final int STRIP = 512;

    /** {@code inner(segments, geometry, params, bases, count, arrays)}. */
    static final MethodTypeDesc INNER = MethodTypeDesc.of(
            CD_void, SEGMENT.arrayType(), CD_long.arrayType(), CD_long.arrayType(), CD_long.arrayType(), CD_int,
            CD_Object.arrayType());

    private static final ClassDesc CODE = Code.class.describeConstable().orElseThrow();
    private static final ClassDesc MATH = Math.class.describeConstable().orElseThrow();
    private static final int PRIVATE_STATIC = ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC;
    private static final MethodTypeDesc RUN =
            MethodTypeDesc.of(CD_void, SEGMENT.arrayType(), CD_long.arrayType(), CD_long.arrayType());

    @Override
    public Optional<String> objection(Kernel kernel) {
        return switch (kernel) {
            case Loop _ -> Optional.empty();
            case Routine routine -> Optional.of("no bytecode for " + routine);
        };
    }

    @Override
    public Code compile(Kernel kernel) {
        return switch (kernel) {
            case Loop loop -> compile(loop);
            case Routine routine -> throw new BugException("no bytecode for " + routine);
        };
    }

    private static Code compile(Loop loop) {
        Strips strips = Strips.of(loop.body());
        FoldParts fold = FoldParts.of(loop, strips);
        Set<Integer> passed = new LinkedHashSet<>(strips.passed());
        passed.addAll(fold.passed());
        Slots slots = new Slots(loop, new ArrayList<>(passed));
        byte[] bytes = ClassFile.of().build(THIS, type -> {
            type.withInterfaceSymbols(CODE)
                    .withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SYNTHETIC)
                    .withMethodBody(INIT_NAME, MTD_void, 0, code -> code.aload(0)
                            .invokespecial(CD_Object, INIT_NAME, MTD_void)
                            .return_())
                    .withMethodBody("run", RUN, ClassFile.ACC_PUBLIC, code -> new Nest(loop, slots, code).write())
                    .withMethodBody(
                            "inner", INNER, PRIVATE_STATIC, code -> new InnerLoop(loop, strips, fold, slots, code).write());
            for (int piece = 0; piece < strips.pieces().size(); piece++) {
                int number = piece;
                type.withMethodBody(
                        "strip" + number,
                        INNER,
                        PRIVATE_STATIC,
                        code -> new InnerLoop(loop, strips, fold, slots, code).writeStrip(number));
            }
            FunctionWriter.write(type, loop.body());
        });
        try {
            return (Code) MethodHandles.lookup()
                    .defineHiddenClass(bytes, true)
                    .lookupClass()
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException | LinkageError failure) {
            throw new BugException("compiled kernel does not load:\n" + loop.body(), failure);
        }
    }

    /** Writes the {@code run} method: the outer levels, which move the addresses and call {@code inner}. */
    private static final class Nest {
        private static final int SEGMENTS = 1;
        private static final int GEOMETRY = 2;
        private static final int PARAMS = 3;

        private final Loop loop;
        private final Slots slots;
        private final CodeBuilder code;
        private final int operands;
        private final int bases;
        private final int arrays;
        private final int[][] at; // per operand and level: the address where the level begins

        Nest(Loop loop, Slots slots, CodeBuilder code) {
            this.loop = loop;
            this.slots = slots;
            this.code = code;
            operands = loop.inputs().size() + loop.iotas() + loop.outputs().size();
            bases = code.allocateLocal(TypeKind.REFERENCE);
            arrays = code.allocateLocal(TypeKind.REFERENCE);
            at = new int[operands][loop.levels()];
        }

        void write() {
            code.loadConstant(operands).newarray(TypeKind.LONG).astore(bases);
            allocateArrays();
            for (int operand = 0; operand < operands; operand++) {
                at[operand][0] = code.allocateLocal(TypeKind.LONG);
                geometry(loop.base(operand));
                code.lstore(at[operand][0]);
            }
            level(0);
            code.return_();
        }

        private void allocateArrays() {
            int length = code.allocateLocal(TypeKind.INT);
            code.loadConstant((long) STRIP);
            geometry(loop.levels() - 1);
            code.invokestatic(MATH, "min", MethodTypeDesc.of(CD_long, CD_long, CD_long)).l2i().istore(length);
            code.loadConstant(slots.storages().size()).anewarray(CD_Object).astore(arrays);
            for (int slot = 0; slot < slots.storages().size(); slot++) {
                code.aload(arrays)
                        .loadConstant(slot)
                        .iload(length)
                        .newarray(slots.storages().get(slot).kind())
                        .aastore();
            }
        }

        private void geometry(int index) {
            code.aload(GEOMETRY).loadConstant(index).laload();
        }

        private void level(int level) {
            if (level == loop.levels() - 1) {
                strips(level);
                return;
            }
            int index = code.allocateLocal(TypeKind.LONG);
            for (int operand = 0; operand < operands; operand++) {
                at[operand][level + 1] = code.allocateLocal(TypeKind.LONG);
            }
            code.lconst_0().lstore(index);
            Label head = code.newBoundLabel();
            Label end = code.newLabel();
            code.lload(index);
            geometry(level);
            code.lcmp().ifge(end);
            for (int operand = 0; operand < operands; operand++) {
                code.lload(at[operand][level]).lload(index);
                if (loop.laneLevel(operand) == level) {
                    code.loadConstant(Op.Reduce.LANES - 1L).land();
                }
                geometry(loop.base(operand) + 1 + level);
                code.lmul().ladd().lstore(at[operand][level + 1]);
            }
            level(level + 1);
            code.lload(index).lconst_1().ladd().lstore(index).goto_(head).labelBinding(end);
        }

        /** Calls {@code inner} for one strip of the innermost level after the other. */
        private void strips(int level) {
            int index = code.allocateLocal(TypeKind.LONG);
            code.lconst_0().lstore(index);
            Label head = code.newBoundLabel();
            Label end = code.newLabel();
            code.lload(index);
            geometry(level);
            code.lcmp().ifge(end);
            for (int operand = 0; operand < operands; operand++) {
                code.aload(bases).loadConstant(operand).lload(at[operand][level]);
                if (loop.laneLevel(operand) != level) { // A strip begins at lane 0.
                    code.lload(index);
                    geometry(loop.base(operand) + 1 + level);
                    code.lmul().ladd();
                }
                code.lastore();
            }
            code.aload(SEGMENTS).aload(GEOMETRY).aload(PARAMS).aload(bases).loadConstant((long) STRIP);
            geometry(level);
            code.lload(index)
                    .lsub()
                    .invokestatic(MATH, "min", MethodTypeDesc.of(CD_long, CD_long, CD_long))
                    .l2i()
                    .aload(arrays)
                    .invokestatic(THIS, "inner", INNER);
            code.lload(index).loadConstant((long) STRIP).ladd().lstore(index).goto_(head).labelBinding(end);
        }
    }
}
