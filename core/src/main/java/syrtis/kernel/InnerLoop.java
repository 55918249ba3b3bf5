package syrtis.kernel;

import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import syrtis.op.Instruction;
import syrtis.op.Op;
import syrtis.type.Dtype;

/**
 * Writes the {@code inner} method of a compiled kernel: a strip of the innermost level. An operand is one of
 *
 * <ul>
 *   <li>an array that is filled before the loop, or emptied after it;
 *   <li>fixed: one element, loaded before the loop;
 *   <li>carried: one element that the loop reads and writes, kept in a local variable meanwhile (a scan);
 *   <li>a set of lanes, an array indexed by the lane (a fold).
 * </ul>
 */
final class InnerLoop {
    private static final int SEGMENTS = 0;
    private static final int GEOMETRY = 1;
    private static final int PARAMS = 2;
    private static final int BASES = 3;
    private static final int COUNT = 4;
    private static final int ARRAYS = 5;
    private static final int LANES = Op.Reduce.LANES;
    private static final ClassDesc TRANSFERS = Transfers.class.describeConstable().orElseThrow();
    private static final ClassDesc MATH = Math.class.describeConstable().orElseThrow();

    private final Loop loop;
    private final Strips strips;
    private final FoldParts fold;
    private final Slots slots;
    private final CodeBuilder code;
    private final List<Instruction> body;
    private final InstructionWriter writer;
    private final boolean[] invariant;
    private final int last;
    private final Map<Integer, Integer> arrays = new HashMap<>(); // local by slot
    private final int index;

    InnerLoop(Loop loop, Strips strips, FoldParts fold, Slots slots, CodeBuilder code) {
        this.loop = loop;
        this.strips = strips;
        this.fold = fold;
        this.slots = slots;
        this.code = code;
        body = loop.body().code();
        writer = new InstructionWriter(code, body);
        invariant = Strips.invariants(loop.body());
        last = loop.levels() - 1;
        index = code.allocateLocal(TypeKind.INT);
    }

    /** Whether a load's element does not move along the innermost level. */
    static boolean isFixed(Loop loop, Instruction instruction) {
        return instruction instanceof Instruction.Load load
                && loop.inputs().get(load.input()).inner() == Loop.Inner.FIXED
                && loop.inputs().get(load.input()).laneLevel() != loop.levels() - 1;
    }

    private boolean isFixed(int k) {
        return isFixed(loop, body.get(k));
    }

    private boolean isLane(Loop.Operand operand) {
        return operand.laneLevel() == last;
    }

    private boolean isFixed(Loop.Operand operand) {
        return operand.inner() == Loop.Inner.FIXED && !isLane(operand);
    }

    // ---- the whole strip

    void write() {
        for (int piece = 0; piece < strips.pieces().size(); piece++) {
            code.aload(SEGMENTS)
                    .aload(GEOMETRY)
                    .aload(PARAMS)
                    .aload(BASES)
                    .iload(COUNT)
                    .aload(ARRAYS)
                    .invokestatic(BytecodeCompiler.THIS, "strip" + piece, BytecodeCompiler.INNER);
        }
        transferIn();
        Set<Integer> all = new LinkedHashSet<>();
        for (int k = 0; k < body.size(); k++) {
            if (!invariant[k] && !strips.isStripped(k)) {
                all.add(k);
            }
        }
        Set<Integer> needed = new LinkedHashSet<>(loop.body().stores());
        all.forEach(k -> needed.addAll(body.get(k).operands()));
        invariants(needed);
        for (int k : all) {
            writer.allocate(k);
            if (isFixed(k)) {
                Instruction.Load load = (Instruction.Load) body.get(k);
                code.aload(array(slots.input(load.input(), load.part()))).iconst_0();
                element(load.dtype());
                writer.store(k);
            }
        }
        needed.stream().filter(strips::isStripped).forEach(writer::allocate);
        if (fold.isSplit()) {
            values(all);
            accumulate();
        } else {
            loop(() -> {
                points(all, needed.stream().filter(strips::isStripped).toList());
                stores();
            });
        }
        transferOut();
        code.return_();
    }

    private void loop(Runnable point) {
        code.iconst_0().istore(index);
        Label head = code.newBoundLabel();
        Label end = code.newLabel();
        code.iload(index).iload(COUNT).if_icmpge(end);
        point.run();
        code.iinc(index, 1).goto_(head).labelBinding(end);
    }

    /** The array in a slot; its local is set before the loops. */
    private int array(int slot) {
        return arrays.computeIfAbsent(slot, _ -> {
            int local = code.allocateLocal(TypeKind.REFERENCE);
            code.aload(ARRAYS).loadConstant(slot).aaload().checkcast(slots.storages().get(slot).array()).astore(local);
            return local;
        });
    }

    // ---- memory

    private void transferIn() {
        Set<Integer> done = new LinkedHashSet<>();
        for (Instruction instruction : body) {
            if (instruction instanceof Instruction.Load load && done.add(slots.input(load.input(), load.part()))) {
                int slot = slots.input(load.input(), load.part());
                Loop.Operand operand = loop.inputs().get(load.input());
                transfer("load", load.input(), load.input(), operand, load.part(), slot);
            }
        }
        // Arrays must be in locals before any loop begins.
        for (int slot = 0; slot < slots.storages().size(); slot++) {
            array(slot);
        }
    }

    private void transferOut() {
        for (int output = 0; output < loop.outputs().size(); output++) {
            Loop.Operand operand = loop.outputs().get(output);
            for (int part = 0; part < operand.dtype().parts(); part++) {
                int segment = loop.inputs().size() + output;
                transfer("store", segment, segment + loop.iotas(), operand, part, slots.output(output, part));
            }
        }
    }

    private void transfer(String direction, int segment, int operand, Loop.Operand structure, int part, int slot) {
        int local = array(slot);
        Dtype dtype = structure.dtype().part();
        code.aload(SEGMENTS).loadConstant(segment).aaload();
        code.aload(BASES).loadConstant(operand).laload();
        if (part > 0) {
            code.loadConstant((long) part * dtype.bytes()).ladd();
        }
        if (structure.inner() == Loop.Inner.UNIT && structure.dtype().parts() == 1 && !isLane(structure)) {
            code.loadConstant((long) dtype.bytes());
        } else {
            code.aload(GEOMETRY).loadConstant(loop.base(operand) + 1 + last).laload();
        }
        code.aload(local);
        if (isFixed(structure)) {
            code.iconst_1();
        } else if (isLane(structure)) {
            code.iload(COUNT).loadConstant(LANES).invokestatic(MATH, "min", MethodTypeDesc.of(CD_int, CD_int, CD_int));
        } else {
            code.iload(COUNT);
        }
        code.invokestatic(
                TRANSFERS,
                direction,
                MethodTypeDesc.of(
                        CD_void, BytecodeCompiler.SEGMENT, CD_long, CD_long, Storage.of(dtype).array(), CD_int));
    }

    // ---- points

    /** Computes the values of {@code needed} that do not change in the loop, and those they need, into locals. */
    private void invariants(Set<Integer> needed) {
        boolean[] all = new boolean[body.size()];
        needed.forEach(k -> all[k] = true);
        for (int k = body.size() - 1; k >= 0; k--) {
            if (all[k] && invariant[k]) {
                body.get(k).operands().forEach(operand -> all[operand] = true);
            }
        }
        for (int k = 0; k < body.size(); k++) {
            if (all[k] && invariant[k]) {
                writer.allocate(k);
                writer.write(k, PARAMS);
            }
        }
    }

    /** One point: reads the values of {@code passed} from their arrays and computes {@code instructions}. */
    private void points(Iterable<Integer> instructions, Iterable<Integer> passed) {
        for (int k : passed) {
            code.aload(array(slots.value(k)));
            code.iload(index);
            element(body.get(k).dtype());
            writer.store(k);
        }
        for (int k : instructions) {
            switch (body.get(k)) {
                case Instruction.Load load -> {
                    if (!isFixed(k)) {
                        code.aload(array(slots.input(load.input(), load.part())));
                        code.iload(index);
                        if (isLane(loop.inputs().get(load.input()))) {
                            code.loadConstant(LANES - 1).iand();
                        }
                        element(load.dtype());
                        writer.store(k);
                    }
                }
                case Instruction.Index(int iota) -> index(k, iota);
                case Instruction.Const _, Instruction.Param _, Instruction.Apply _, Instruction.Call _ ->
                    writer.write(k, PARAMS);
            }
        }
    }

    private void index(int k, int iota) {
        int operand = loop.inputs().size() + iota;
        code.aload(BASES).loadConstant(operand).laload().iload(index).i2l();
        code.aload(GEOMETRY).loadConstant(loop.base(operand) + 1 + last).laload().lmul().ladd();
        writer.store(k);
    }

    /** Pushes the element of the array and index on the stack. */
    private void element(Dtype dtype) {
        code.arrayLoad(Storage.of(dtype).kind());
        writer.widen(dtype);
    }

    private void stores() {
        int store = 0;
        for (int output = 0; output < loop.outputs().size(); output++) {
            Loop.Operand operand = loop.outputs().get(output);
            Dtype dtype = operand.dtype().part();
            for (int part = 0; part < operand.dtype().parts(); part++) {
                int value = loop.body().stores().get(store++);
                code.aload(array(slots.output(output, part)));
                if (isFixed(operand)) {
                    code.iconst_0();
                } else {
                    code.iload(index);
                    if (isLane(operand)) {
                        code.loadConstant(LANES - 1).iand();
                    }
                }
                writer.load(value);
                writer.narrow(dtype);
                code.arrayStore(Storage.of(dtype).kind());
            }
        }
        carry();
    }

    /** What the next point reads of what this one wrote: carried elements, and lanes. */
    private void carry() {
        for (int k = 0; k < body.size(); k++) {
            if (body.get(k) instanceof Instruction.Load load) {
                int value = written(load);
                if (value >= 0 && isFixed(k)) {
                    writer.load(value);
                    writer.store(k);
                } else if (value >= 0 && isLane(loop.inputs().get(load.input()))) {
                    code.aload(array(slots.input(load.input(), load.part())));
                    code.iload(index).loadConstant(LANES - 1).iand();
                    writer.load(value);
                    writer.narrow(load.dtype());
                    code.arrayStore(Storage.of(load.dtype()).kind());
                }
            }
        }
    }

    /** The instruction whose value is written where {@code load} reads; -1 for none. */
    private int written(Instruction.Load load) {
        int store = 0;
        for (int output = 0; output < loop.outputs().size(); output++) {
            if (loop.inPlace(output) == load.input()) {
                return loop.body().stores().get(store + load.part());
            }
            store += loop.outputs().get(output).dtype().parts();
        }
        return -1;
    }

    // ---- folds

    /** The first loop of a fold: the values that are accumulated. */
    private void values(Set<Integer> all) {
        List<Integer> instructions = all.stream().filter(k -> !fold.accumulating().contains(k)).toList();
        Set<Integer> stripped = new LinkedHashSet<>();
        instructions.forEach(k -> body.get(k).operands().stream().filter(strips::isStripped).forEach(stripped::add));
        List<Integer> results = fold.passed().stream().filter(k -> !strips.isStripped(k)).toList();
        if (results.isEmpty()) {
            return;
        }
        loop(() -> {
            points(instructions, stripped);
            for (int k : results) {
                code.aload(array(slots.value(k))).iload(index);
                writer.load(k);
                writer.narrow(body.get(k).dtype());
                code.arrayStore(Storage.of(body.get(k).dtype()).kind());
            }
        });
    }

    /** The second loop: groups of all lanes with accumulators in locals, and what is left over one by one. */
    private void accumulate() {
        Map<Instruction.Load, int[]> locals = new LinkedHashMap<>();
        for (int k : fold.accumulating()) {
            if (body.get(k) instanceof Instruction.Load load && !locals.containsKey(load)) {
                int[] lanes = new int[LANES];
                for (int lane = 0; lane < LANES; lane++) {
                    lanes[lane] = code.allocateLocal(InstructionWriter.kind(Carrier.of(load.dtype())));
                }
                locals.put(load, lanes);
            }
        }
        code.iconst_0().istore(index);
        Label few = code.newLabel();
        code.iload(COUNT).loadConstant(LANES).if_icmplt(few);
        locals.forEach((load, lanes) -> {
            for (int lane = 0; lane < LANES; lane++) {
                code.aload(array(slots.input(load.input(), load.part()))).loadConstant(lane);
                element(load.dtype());
                code.storeLocal(InstructionWriter.kind(Carrier.of(load.dtype())), lanes[lane]);
            }
        });
        Label head = code.newBoundLabel();
        Label end = code.newLabel();
        code.iload(index).iload(COUNT).loadConstant(LANES - 1).isub().if_icmpge(end);
        for (int lane = 0; lane < LANES; lane++) {
            group(lane, locals);
        }
        code.iinc(index, LANES).goto_(head).labelBinding(end);
        locals.forEach((load, lanes) -> {
            for (int lane = 0; lane < LANES; lane++) {
                for (int slot : List.of(slots.input(load.input(), load.part()), slots.output(output(load), load.part()))) {
                    code.aload(array(slot)).loadConstant(lane);
                    code.loadLocal(InstructionWriter.kind(Carrier.of(load.dtype())), lanes[lane]);
                    writer.narrow(load.dtype());
                    code.arrayStore(Storage.of(load.dtype()).kind());
                }
            }
        });
        code.labelBinding(few);
        Label rest = code.newBoundLabel();
        Label done = code.newLabel();
        code.iload(index).iload(COUNT).if_icmpge(done);
        points(fold.accumulating(), fold.passed());
        stores();
        code.iinc(index, 1).goto_(rest).labelBinding(done);
    }

    private int output(Instruction.Load load) {
        for (int output = 0; output < loop.outputs().size(); output++) {
            if (loop.inPlace(output) == load.input()) {
                return output;
            }
        }
        throw new syrtis.type.BugException("accumulator " + load + " is not written");
    }

    /** One lane of a group: the point {@code lane} steps after the index. */
    private void group(int lane, Map<Instruction.Load, int[]> locals) {
        for (int k : fold.passed()) {
            code.aload(array(slots.value(k))).iload(index);
            if (lane > 0) {
                code.loadConstant(lane).iadd();
            }
            element(body.get(k).dtype());
            writer.store(k);
        }
        for (int k : fold.accumulating()) {
            int[] lanes = body.get(k) instanceof Instruction.Load load ? locals.get(load) : null;
            if (lanes != null) {
                code.loadLocal(InstructionWriter.kind(Carrier.of(body.get(k).dtype())), lanes[lane]);
                writer.store(k);
            } else {
                writer.write(k, PARAMS);
            }
        }
        for (Map.Entry<Instruction.Load, int[]> accumulator : locals.entrySet()) {
            writer.load(written(accumulator.getKey()));
            code.storeLocal(
                    InstructionWriter.kind(Carrier.of(accumulator.getKey().dtype())), accumulator.getValue()[lane]);
        }
    }

    // ---- strips

    /** A loop over one piece of the body that needs no operands. */
    void writeStrip(int piece) {
        Strips.Piece part = strips.pieces().get(piece);
        Set<Integer> needed = new LinkedHashSet<>();
        part.code().forEach(k -> needed.addAll(body.get(k).operands()));
        invariants(needed);
        part.arrays().forEach(k -> array(slots.value(k)));
        part.reads().forEach(writer::allocate);
        part.code().forEach(writer::allocate);
        loop(() -> {
            points(part.code(), part.reads());
            for (int k : part.writes()) {
                code.aload(array(slots.value(k))).iload(index);
                writer.load(k);
                code.lastore();
            }
        });
        code.return_();
    }
}
