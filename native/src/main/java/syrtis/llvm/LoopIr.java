package syrtis.llvm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import syrtis.kernel.Loop;
import syrtis.op.Body;
import syrtis.op.Instruction;
import syrtis.op.Op;
import syrtis.type.BugException;
import syrtis.type.Dtype;

/**
 * A kernel as a module of LLVM IR with one function, {@code void kernel(ptr segments, ptr geometry, ptr params)}: the outer
 * levels are plain loops; the innermost goes in steps of a vector of points, its remainder under a mask. An operand is, along
 * the innermost level,
 *
 * <ul>
 *   <li>a run of elements, loaded and stored as vectors, or strided ones, gathered and scattered;
 *   <li>fixed: one element, loaded before the loop and repeated;
 *   <li>a set of lanes, {@link Op.Reduce#LANES} of them, which are the vector that a fold accumulates in;
 *   <li>carried: one element that each point reads and writes. What depends on it is done lane after lane, the rest of the
 *       body as vectors, and the remainder of the level point by point.
 * </ul>
 *
 * Two nests go through their last two levels in another order, which changes no point: transposed inputs are read in squares,
 * and where the level before the innermost one folds, a step stays with its columns until all rows have gone by, so that the
 * lanes of these columns stay in registers.
 *
 * <p>A kernel with one output that {@link Loop#streams} stores whole vectors past the caches: a line need not be read before it is
 * written, which is a third of the traffic of a copy. Such stores are aligned, so a first step under a mask goes up to where they are.
 */
final class LoopIr {
    /** Instructions from which on a step has as few points as one register holds, so that values stay in registers. */
    private static final int LONG_BODY = 24;

    /**
     * Steps of a long body that are written together, instruction by instruction: its instructions wait for one another, and a processor
     * does not look so far ahead that it would find the next step's. Shorter bodies wait for memory.
     */
    private static final int TOGETHER = 4;

    /** Instructions that are written together at most, to bound what compilation takes. */
    private static final int MOST_TOGETHER = 2000;

    /** Points along each side of a square. */
    private static final int SQUARE = 8;

    /** Instructions of a body that is written once for each row of a square, or for each lane of a column. */
    private static final int LONGEST_REPEATED = 20;

    /** Vectors that are kept for each lane of columns. */
    private static final int MOST_KEPT = 2;

    /** Steps of columns between what is read and what is asked for. */
    private static final int COLUMNS_AHEAD = 2;

    private final IrText ir = new IrText();
    private final FunctionsIr functions = new FunctionsIr();
    private final Loop loop;
    private final Body body;
    private final List<Instruction> code;
    private final int operands;
    private final int last;
    private final int lanes;
    private final Map<Integer, String> params = new HashMap<>(); // scalars by instruction
    private final String[][] strides; // by operand and level
    private final Set<Integer> sequential; // instructions that depend on a carried element
    private final Set<Integer> folded; // instructions that depend on a fold's lanes
    private final boolean carries;
    private final MemoryIr memory;
    private final boolean turned; // the last two levels go in squares
    private final boolean columns; // the level before the last one is folded, column by column
    private boolean streaming; // stores that are written now go past the caches

    /** One part of an operand, or of the value stored to one. */
    private record Part(int operand, int part) {}

    static String text(Loop loop) {
        return new LoopIr(loop).write();
    }

    private LoopIr(Loop loop) {
        this.loop = loop;
        body = loop.body();
        code = body.code();
        operands = loop.inputs().size() + loop.iotas() + loop.outputs().size();
        last = loop.levels() - 1;
        strides = new String[operands][loop.levels()];
        sequential = dependents(this::isCarried);
        folded = dependents(this::isFolded);
        carries = loop.outputs().stream().anyMatch(this::isFixed);
        turned = isTurned();
        columns = isOfColumns();
        lanes = turned ? SQUARE : lanes();
        memory = new MemoryIr(ir, lanes);
    }

    /** Whether inputs are transposed, and nothing but the order of points is in the way of doing squares of them. */
    private boolean isTurned() {
        boolean plain = last > 0 && !carries && code.size() <= LONGEST_REPEATED;
        for (int operand = 0; operand < operands; operand++) {
            plain &= loop.laneLevel(operand) < last - 1;
        }
        return plain && loop.inputs().stream().anyMatch(LoopIr::isTurned);
    }

    private static boolean isTurned(Loop.Operand input) {
        return input.inner() == Loop.Inner.TURNED && input.dtype().parts() == 1;
    }

    /** Whether the level before the innermost one folds everything that is stored, and the body is worth repeating. */
    private boolean isOfColumns() {
        boolean plain = last > 0 && !loop.outputs().isEmpty() && body.stores().size() <= MOST_KEPT && code.size() <= LONGEST_REPEATED;
        for (int output = 0; output < loop.outputs().size(); output++) {
            Loop.Operand operand = loop.outputs().get(output);
            plain &= operand.laneLevel() == last - 1 && loop.inPlace(output) >= 0 && operand.inner() != Loop.Inner.FIXED;
        }
        return plain;
    }

    private int lanes() {
        boolean folds = loop.outputs().stream().anyMatch(this::isLane) || loop.inputs().stream().anyMatch(this::isLane);
        boolean wide = code.stream().anyMatch(instruction -> instruction.dtype().bytes() == 8);
        boolean full = folds || !wide || code.size() < LONG_BODY && !columns;
        return full ? Op.Reduce.LANES : Op.Reduce.LANES / 2;
    }

    private boolean isLane(Loop.Operand operand) {
        return operand.laneLevel() == last;
    }

    private boolean isFixed(Loop.Operand operand) {
        return operand.inner() == Loop.Inner.FIXED && !isLane(operand);
    }

    /** The output in whose memory an input lies; -1 for none. */
    private int output(int input) {
        return loop.inPlace().indexOf(input);
    }

    private boolean isCarried(Instruction.Load load) {
        int output = output(load.input());
        return output >= 0 && isFixed(loop.outputs().get(output));
    }

    private boolean isFolded(Instruction.Load load) {
        int output = output(load.input());
        return output >= 0 && isLane(loop.outputs().get(output));
    }

    /** The instructions that depend on certain loads, in order. */
    private Set<Integer> dependents(Predicate<Instruction.Load> on) {
        Set<Integer> found = new LinkedHashSet<>();
        for (int k = 0; k < code.size(); k++) {
            boolean loaded = code.get(k) instanceof Instruction.Load load && on.test(load);
            if (loaded || code.get(k).operands().stream().anyMatch(found::contains)) {
                found.add(k);
            }
        }
        return found;
    }

    private String write() {
        ir.begin("define void @" + LlvmCompiler.FUNCTION
                + "(ptr noalias readonly %segments, ptr noalias readonly %geometry, ptr noalias readonly %params) #0");
        String[] bases = new String[operands];
        for (int operand = 0; operand < operands; operand++) {
            bases[operand] = geometry(loop.base(operand));
            if (!isIota(operand)) {
                int segment = operand < loop.inputs().size() ? operand : operand - loop.iotas();
                String start = ir.let("load ptr, ptr " + ir.let("getelementptr i64, ptr %segments, i64 " + segment));
                bases[operand] = ir.let("getelementptr i8, ptr " + start + ", i64 " + bases[operand]);
            }
            for (int level = 0; level < loop.levels(); level++) {
                strides[operand][level] = geometry(loop.base(operand) + 1 + level);
            }
        }
        for (int k = 0; k < code.size(); k++) {
            if (code.get(k) instanceof Instruction.Param(int index, Dtype dtype)) {
                params.put(k, param(index, dtype));
            }
        }
        level(0, bases);
        if (streams()) {
            ir.line("fence seq_cst"); // Other threads see such stores late.
        }
        ir.line("ret void");
        ir.end();
        functions.write(ir);
        String tuning = "\"prefer-vector-width\"=\"512\" \"min-legal-vector-width\"=\"512\" nounwind";
        ir.verbatim("attributes #0 = { " + tuning + " }\nattributes #1 = { " + tuning + " inlinehint }\n");
        return ir.toString();
    }

    /** Whether stores go past the caches: where they are all, vector after vector, to one output. */
    private boolean streams() {
        if (!loop.streams() || carries || loop.outputs().size() != 1) {
            return false;
        }
        Loop.Operand output = loop.outputs().getFirst();
        return output.inner() == Loop.Inner.UNIT && output.laneLevel() == Loop.NO_LANES && output.dtype().parts() == 1;
    }

    private boolean isIota(int operand) {
        return operand >= loop.inputs().size() && operand < loop.inputs().size() + loop.iotas();
    }

    private String geometry(int index) {
        return ir.let("load i64, ptr " + ir.let("getelementptr i64, ptr %geometry, i64 " + index));
    }

    private String param(int index, Dtype dtype) {
        String bits = ir.let("load i64, ptr " + ir.let("getelementptr i64, ptr %params, i64 " + index));
        String element = IrText.element(dtype);
        if (dtype.isBool()) {
            return ir.let("icmp ne i64 " + bits + ", 0");
        }
        String whole = dtype.bytes() == 8 ? bits : ir.let("trunc i64 " + bits + " to i" + 8 * dtype.bytes());
        return dtype.isFloat() ? ir.let("bitcast i" + 8 * dtype.bytes() + " " + whole + " to " + element) : whole;
    }

    /** What was put in a map before. */
    private static <K> String known(Map<K, String> map, K key) {
        String value = map.get(key);
        if (value == null) {
            throw new BugException("nothing is known of " + key);
        }
        return value;
    }

    // ---- outer levels

    private void level(int level, String[] at) {
        if (level == last) {
            new Innermost(at).write();
        } else if (turned && level == last - 1) {
            squares(at);
        } else if (columns && level == last - 1) {
            columns(at);
        } else {
            ir.loop("0", geometry(level), 1, index -> level(level + 1, moved(at, level, index)));
        }
    }

    private String[] moved(String[] at, int level, String index) {
        String[] moved = new String[operands];
        for (int operand = 0; operand < operands; operand++) {
            String steps = loop.laneLevel(operand) == level ? ir.let("and i64 " + index + ", " + (Op.Reduce.LANES - 1)) : index;
            moved[operand] = move(operand, at[operand], ir.let("mul i64 " + steps + ", " + strides[operand][level]));
        }
        return moved;
    }

    /** The last two levels in squares, and what is left over of both as usual. */
    private void squares(String[] at) {
        String rows = geometry(last - 1);
        String columns = geometry(last);
        String wholeRows = ir.let("and i64 " + rows + ", " + -SQUARE);
        String wholeColumns = ir.let("and i64 " + columns + ", " + -SQUARE);
        ir.loop("0", wholeRows, SQUARE, row -> {
            String[] here = moved(at, last - 1, row);
            String first = "0";
            if (streams() && memory.alignment(loop.outputs().getFirst().dtype()) == MemoryIr.LINE) {
                String streamed = streamedColumns(here, wholeColumns);
                streaming = true;
                ir.loop("0", streamed, SQUARE, column -> square(here, column));
                streaming = false;
                first = streamed;
            }
            ir.loop(first, wholeColumns, SQUARE, column -> square(here, column));
            ir.when(ir.let("icmp slt i64 " + wholeColumns + ", " + columns), () -> ir.loop("0", Integer.toString(SQUARE), 1, more ->
                    new Innermost(moved(here, last - 1, more)).remainder(wholeColumns, columns)));
        });
        ir.loop(wholeRows, rows, 1, row -> new Innermost(moved(at, last - 1, row)).write());
    }

    /** How many of the columns may be stored past the caches where a row of a square fills a line: all, if it is one line, else none. */
    private String streamedColumns(String[] at, String columns) {
        int output = operands - 1;
        String start = ir.let("ptrtoint ptr " + at[output] + " to i64");
        String off = ir.let("and i64 " + ir.let("or i64 " + start + ", " + strides[output][last - 1]) + ", " + (MemoryIr.LINE - 1));
        return ir.let("select i1 " + ir.let("icmp eq i64 " + off + ", 0") + ", i64 " + columns + ", i64 0");
    }

    /** One square: transposed inputs are read by columns and turned in registers. */
    private void square(String[] at, String column) {
        List<Map<Part, String>> turnedInputs = new ArrayList<>();
        for (int row = 0; row < SQUARE; row++) {
            turnedInputs.add(new HashMap<>());
        }
        for (int input = 0; input < loop.inputs().size(); input++) {
            Loop.Operand operand = loop.inputs().get(input);
            if (isTurned(operand)) {
                List<String> lines = new ArrayList<>();
                for (int k = 0; k < SQUARE; k++) {
                    String distance = ir.let("mul i64 " + ir.let("add i64 " + column + ", " + k) + ", " + strides[input][last]);
                    lines.add(memory.loadRun(ir.let("getelementptr i8, ptr " + at[input] + ", i64 " + distance), operand.dtype(), null));
                }
                List<String> rows = memory.transposed(lines, IrText.vector(IrText.element(operand.dtype()), SQUARE));
                for (int row = 0; row < SQUARE; row++) {
                    turnedInputs.get(row).put(new Part(input, 0), rows.get(row));
                }
            }
        }
        for (int row = 0; row < SQUARE; row++) {
            new Innermost(moved(at, last - 1, Integer.toString(row)), turnedInputs.get(row), Map.of()).points(column, null);
        }
    }

    /** The last two levels, a step of columns after the other; fewer rows than there are lanes go one by one. */
    private void columns(String[] at) {
        String rows = geometry(last - 1);
        String extent = geometry(last);
        String wholeRows = ir.let("and i64 " + rows + ", " + -Op.Reduce.LANES);
        String wholeColumns = ir.let("and i64 " + extent + ", " + -lanes);
        String enough = ir.let("icmp ne i64 " + wholeRows + ", 0");
        ir.when(enough, () -> {
            ir.loop("0", wholeColumns, lanes, column -> fold(at, rows, wholeRows, column, null));
            ir.when(ir.let("icmp slt i64 " + wholeColumns + ", " + extent), () ->
                    fold(at, rows, wholeRows, wholeColumns, mask(ir.let("sub i64 " + extent + ", " + wholeColumns))));
        });
        String few = ir.let("select i1 " + enough + ", i64 0, i64 " + rows);
        ir.loop("0", few, 1, row -> new Innermost(moved(at, last - 1, row)).write());
    }

    /** All rows of a step's columns, at least as many as there are lanes. */
    private void fold(String[] at, String rows, String wholeRows, String column, @Nullable String mask) {
        List<Column> all = IntStream.range(0, Op.Reduce.LANES).mapToObj(lane -> new Column(at, lane, column, mask)).toList();
        all.forEach(Column::begin);
        ir.loop("0", wholeRows, Op.Reduce.LANES, row -> all.forEach(lane -> lane.row(row)));
        all.forEach(lane -> {
            String row = ir.let("or disjoint i64 " + wholeRows + ", " + lane.number);
            ir.when(ir.let("icmp slt i64 " + row + ", " + rows), () -> lane.row(wholeRows));
        });
        all.forEach(Column::end);
    }

    /** One lane of a step's columns, in variables while rows go by. */
    private final class Column {
        private final String[] at;
        private final int number;
        private final String column;
        private final @Nullable String mask;
        private final Map<Part, String> variables = new LinkedHashMap<>(); // by output

        Column(String[] at, int number, String column, @Nullable String mask) {
            this.at = at;
            this.number = number;
            this.column = column;
            this.mask = mask;
        }

        private String type(Dtype part) {
            return IrText.vector(IrText.element(part), lanes);
        }

        void begin() {
            Innermost memory = new Innermost(moved(at, last - 1, Integer.toString(number)));
            for (int output = 0; output < loop.outputs().size(); output++) {
                Dtype dtype = loop.outputs().get(output).dtype();
                for (int part = 0; part < dtype.parts(); part++) {
                    String variable = ir.variable(type(dtype.part()));
                    variables.put(new Part(output, part), variable);
                    ir.set(variable, type(dtype.part()), memory.load(new Instruction.Load(loop.inPlace(output), part, dtype.part()), column, mask));
                }
            }
        }

        /** This lane's row of those from {@code first} on. */
        void row(String first) {
            Map<Part, String> read = new HashMap<>();
            variables.forEach((part, variable) -> read.put(
                    new Part(loop.inPlace(part.operand()), part.part()),
                    ir.get(variable, type(loop.outputs().get(part.operand()).dtype().part()))));
            String[] there = moved(at, last - 1, ir.let("or disjoint i64 " + first + ", " + number));
            new Innermost(there, read, variables).points(column, mask);
        }

        void end() {
            Innermost memory = new Innermost(moved(at, last - 1, Integer.toString(number)));
            for (int output = 0; output < loop.outputs().size(); output++) {
                List<String> parts = new ArrayList<>();
                for (int part = 0; part < loop.outputs().get(output).dtype().parts(); part++) {
                    parts.add(ir.get(known(variables, new Part(output, part)), type(loop.outputs().get(output).dtype().part())));
                }
                memory.storeParts(output, parts, column, mask);
            }
        }
    }

    /** Lanes below {@code count}. */
    private String mask(String count) {
        return ir.let("icmp ult " + MemoryIr.longs(lanes) + " " + MemoryIr.numbers(lanes) + ", " + memory.repeated("i64", count, lanes));
    }

    /** An address or the value of an iota, {@code distance} on. */
    private String move(int operand, String at, String distance) {
        return isIota(operand)
                ? ir.let("add i64 " + at + ", " + distance)
                : ir.let("getelementptr i8, ptr " + at + ", i64 " + distance);
    }

    // ---- the innermost level

    /** The innermost level from where the outer ones have moved its operands to. */
    private final class Innermost {
        private final String[] at;
        private final Map<Part, String> kept; // variables: lanes by output, carried elements by output
        private final Map<Part, String> fixed = new HashMap<>(); // scalars by input
        private final Map<Part, String> read; // vectors by input, where they are known already
        private String lanesThere = ""; // a mask: a level shorter than the lanes touches only the first ones

        Innermost(String[] at) {
            this(at, Map.of(), Map.of());
        }

        Innermost(String[] at, Map<Part, String> read, Map<Part, String> kept) {
            this.at = at;
            this.read = read;
            this.kept = new LinkedHashMap<>(kept);
        }

        /** One step of as many points as there are lanes, or of those under {@code mask}. */
        void points(String index, @Nullable String mask) {
            begin();
            step(index, mask);
        }

        /** The points from {@code from} to {@code extent}, fewer than there are lanes. */
        void remainder(String from, String extent) {
            points(from, mask(ir.let("sub i64 " + extent + ", " + from)));
        }

        void write() {
            String extent = geometry(last);
            ir.when(ir.let("icmp sgt i64 " + extent + ", 0"), () -> {
                lanesThere = mask(extent);
                begin();
                if (carries) {
                    String whole = ir.let("and i64 " + extent + ", " + -lanes);
                    ir.loop("0", whole, lanes, index -> sequentialStep(index, lanes));
                    ir.loop(whole, extent, 1, index -> sequentialStep(index, 1));
                } else {
                    steps(streams() ? aligned(extent) : "0", extent);
                }
                end();
            });
        }

        /** Does the points before the first aligned store, under a mask; how many they are. */
        private String aligned(String extent) {
            Dtype dtype = loop.outputs().getFirst().dtype();
            String start = ir.let("ptrtoint ptr " + at[operands - 1] + " to i64");
            String before = ir.let("and i64 " + ir.let("sub i64 0, " + start) + ", " + (memory.alignment(dtype) - 1));
            String points = ir.let("udiv i64 " + before + ", " + dtype.bytes());
            String head = ir.let("select i1 " + ir.let("icmp slt i64 " + points + ", " + extent) + ", i64 " + points + ", i64 " + extent);
            ir.when(ir.let("icmp sgt i64 " + head + ", 0"), () -> step("0", mask(head)));
            return head;
        }

        // ---- before and after

        private void begin() {
            for (Instruction instruction : code) {
                if (instruction instanceof Instruction.Load load && isFixed(loop.inputs().get(load.input())) && !isCarried(load)) {
                    fixed.computeIfAbsent(
                            new Part(load.input(), load.part()),
                            part -> memory.loadOne(address(load.input(), load.part(), load.dtype()), load.dtype()));
                }
            }
            for (int output = 0; output < loop.outputs().size(); output++) {
                Loop.Operand operand = loop.outputs().get(output);
                int width = isLane(operand) ? Op.Reduce.LANES : 1;
                if (!isLane(operand) && !isFixed(operand)) {
                    continue;
                }
                for (int part = 0; part < operand.dtype().parts(); part++) {
                    Dtype dtype = operand.dtype().part();
                    String variable = ir.variable(IrText.vector(IrText.element(dtype), width));
                    kept.put(new Part(output, part), variable);
                    String address = address(operandOf(output), part, dtype);
                    String value = width == 1
                            ? memory.loadOne(address, dtype)
                            : loadLanes(operand, address, strides[operandOf(output)][last], dtype);
                    ir.set(variable, IrText.vector(IrText.element(dtype), width), value);
                }
            }
        }

        private void end() {
            kept.forEach((part, variable) -> {
                Loop.Operand operand = loop.outputs().get(part.operand());
                Dtype dtype = operand.dtype().part();
                int width = isLane(operand) ? Op.Reduce.LANES : 1;
                String value = ir.get(variable, IrText.vector(IrText.element(dtype), width));
                String address = address(operandOf(part.operand()), part.part(), dtype);
                if (width == 1) {
                    memory.storeOne(address, dtype, value);
                } else {
                    storeLanes(operand, address, strides[operandOf(part.operand())][last], dtype, value);
                }
            });
        }

        private static boolean isRun(Loop.Operand operand) {
            return operand.inner() == Loop.Inner.UNIT && operand.dtype().parts() == 1;
        }

        private String loadLanes(Loop.Operand operand, String address, String stride, Dtype dtype) {
            return isRun(operand)
                    ? memory.loadRun(address, dtype, lanesThere)
                    : memory.gather(memory.addresses(address, stride, lanes), dtype, lanes, lanesThere);
        }

        private void storeLanes(Loop.Operand operand, String address, String stride, Dtype dtype, String value) {
            if (isRun(operand)) {
                memory.storeRun(address, dtype, value, lanesThere);
            } else {
                memory.scatter(memory.addresses(address, stride, lanes), dtype, value, lanes, lanesThere);
            }
        }

        private int operandOf(int output) {
            return loop.inputs().size() + loop.iotas() + output;
        }

        /** The address of a part of an operand at the first point. */
        private String address(int operand, int part, Dtype dtype) {
            return part == 0 ? at[operand] : ir.let("getelementptr i8, ptr " + at[operand] + ", i64 " + (long) part * dtype.bytes());
        }

        // ---- a step of independent points

        /** All points from {@code first} to {@code end}: whole steps, past the caches if that is asked for, then the rest under masks. */
        private void steps(String first, String end) {
            int together = code.size() >= LONG_BODY && body.steps() * TOGETHER <= MOST_TOGETHER ? TOGETHER : 1;
            String points = ir.let("sub i64 " + end + ", " + first);
            String whole = ir.let("add i64 " + first + ", " + ir.let("and i64 " + points + ", " + -together * lanes));
            streaming = streams();
            ir.loop(first, whole, together * lanes, index -> steps(
                    IntStream.range(0, together).mapToObj(step -> ir.let("add i64 " + index + ", " + step * lanes)).toList(), null));
            streaming = false;
            ir.loop(whole, end, lanes, index -> step(index, mask(ir.let("sub i64 " + end + ", " + index))));
        }

        /** One step; under {@code mask}, if there is one, only those points exist. */
        private void step(String index, @Nullable String mask) {
            steps(List.of(index), mask);
        }

        /** Steps side by side, up to what they do to the lanes of a fold: one after the other. */
        private void steps(List<String> indices, @Nullable String mask) {
            List<BodyIr> values = indices.stream().map(_ -> new BodyIr(ir, body, lanes, functions)).toList();
            for (int k = 0; k < code.size(); k++) {
                for (int step = 0; step < indices.size() && !folded.contains(k); step++) {
                    write(values.get(step), k, indices.get(step), mask);
                }
            }
            for (int step = 0; step < indices.size(); step++) {
                for (int k : folded) {
                    write(values.get(step), k, indices.get(step), mask);
                }
                store(values.get(step), indices.get(step), mask);
            }
        }

        private void write(BodyIr values, int k, String index, @Nullable String mask) {
            switch (code.get(k)) {
                case Instruction.Load load -> values.set(k, load(load, index, mask));
                case Instruction.Index(int iota) -> values.set(k, index(iota, index, lanes));
                case Instruction.Param(int _, Dtype dtype) ->
                    values.set(k, memory.repeated(IrText.element(dtype), known(params, k), lanes));
                case Instruction.Const _, Instruction.Apply _, Instruction.Call _ -> values.write(k);
            }
        }

        private String index(int iota, String index, int width) {
            int operand = loop.inputs().size() + iota;
            String first = ir.let("add i64 " + at[operand] + ", " + ir.let("mul i64 " + index + ", " + strides[operand][last]));
            if (width == 1) {
                return first;
            }
            String distances = ir.let("mul " + MemoryIr.longs(width) + " " + MemoryIr.numbers(width) + ", " + memory.repeated("i64", strides[operand][last], width));
            return ir.let("add " + MemoryIr.longs(width) + " " + distances + ", " + memory.repeated("i64", first, width));
        }

        private String load(Instruction.Load load, String index, @Nullable String mask) {
            Loop.Operand operand = loop.inputs().get(load.input());
            Dtype dtype = load.dtype();
            if (isLane(operand)) {
                int output = output(load.input());
                String address = address(load.input(), load.part(), dtype);
                return output >= 0
                        ? ir.get(known(kept, new Part(output, load.part())), IrText.vector(IrText.element(dtype), lanes))
                        : loadLanes(operand, address, strides[load.input()][last], dtype);
            }
            if (isFixed(operand)) {
                return memory.repeated(IrText.element(dtype), known(fixed, new Part(load.input(), load.part())), lanes);
            }
            String known = read.get(new Part(load.input(), load.part()));
            if (known != null) {
                return known;
            }
            String address = address(load.input(), load.part(), dtype);
            if (isRun(operand)) {
                prefetch(load.input(), index);
                return memory.loadRun(memory.element(address, dtype, index), dtype, mask);
            }
            if (operand.inner() == Loop.Inner.UNIT && mask == null) {
                return memory.loadPart(memory.element(at[load.input()], dtype, ir.let("mul i64 " + index + ", 2")), dtype, load.part());
            }
            String start = ir.let("getelementptr i8, ptr " + address + ", i64 " + ir.let("mul i64 " + index + ", " + strides[load.input()][last]));
            return memory.gather(memory.addresses(start, strides[load.input()][last], lanes), dtype, lanes, mask == null ? MemoryIr.all(lanes) : mask);
        }

        /**
         * Asks for what is needed soon where the level before folds: its rows are pieces of longer ones, so that each begins a
         * stream that the processor has not seen coming. That is what the next row has here, or, where a step stays with its
         * columns, what this row has in later columns.
         */
        private void prefetch(int input, String index) {
            Loop.Operand operand = loop.inputs().get(input);
            boolean folds = last > 0 && loop.outputs().stream().anyMatch(output -> output.laneLevel() == last - 1);
            if (!folds || operand.laneLevel() != Loop.NO_LANES) {
                return;
            }
            String here = memory.element(at[input], operand.dtype(), index);
            int bytes = lanes * operand.dtype().bytes();
            String distance = kept.isEmpty() ? strides[input][last - 1] : Integer.toString(COLUMNS_AHEAD * bytes);
            String soon = ir.let("getelementptr i8, ptr " + here + ", i64 " + distance);
            for (int line = 0; line < bytes; line += MemoryIr.LINE) {
                ir.line("call void @llvm.prefetch.p0(ptr " + ir.let("getelementptr i8, ptr " + soon + ", i64 " + line)
                        + ", i32 0, i32 3, i32 1)");
            }
        }

        private void store(BodyIr values, String index, @Nullable String mask) {
            forEachOutput(values, (output, parts) -> {
                if (kept.containsKey(new Part(output, 0))) {
                    for (int part = 0; part < parts.size(); part++) {
                        accumulate(new Part(output, part), loop.outputs().get(output).dtype().part(), parts.get(part), mask);
                    }
                } else {
                    storeParts(output, parts, index, mask);
                }
            });
        }

        /** The values that are stored to each output, one for each part. */
        private void forEachOutput(BodyIr values, BiConsumer<Integer, List<String>> stored) {
            int store = 0;
            for (int output = 0; output < loop.outputs().size(); output++) {
                List<String> parts = new ArrayList<>();
                for (int part = 0; part < loop.outputs().get(output).dtype().parts(); part++) {
                    parts.add(values.value(body.stores().get(store++)));
                }
                stored.accept(output, parts);
            }
        }

        private void accumulate(Part part, Dtype dtype, String value, @Nullable String mask) {
            String type = IrText.vector(IrText.element(dtype), lanes);
            String variable = known(kept, part);
            String now = mask == null
                    ? value
                    : ir.let("select " + IrText.vector("i1", lanes) + " " + mask + ", " + type + " " + value + ", " + type + " " + ir.get(variable, type));
            ir.set(variable, type, now);
        }

        private void storeParts(int output, List<String> parts, String index, @Nullable String mask) {
            Loop.Operand operand = loop.outputs().get(output);
            Dtype dtype = operand.dtype().part();
            int number = operandOf(output);
            boolean unit = operand.inner() == Loop.Inner.UNIT;
            if (streaming) {
                memory.streamRun(memory.element(at[number], dtype, index), dtype, parts.getFirst());
            } else if (unit && parts.size() == 1) {
                memory.storeRun(memory.element(at[number], dtype, index), dtype, parts.getFirst(), mask);
            } else if (unit && mask == null) {
                memory.storePairs(memory.element(at[number], dtype, ir.let("mul i64 " + index + ", 2")), dtype, parts);
            } else {
                for (int part = 0; part < parts.size(); part++) {
                    String start = ir.let("getelementptr i8, ptr " + address(number, part, dtype) + ", i64 "
                            + ir.let("mul i64 " + index + ", " + strides[number][last]));
                    memory.scatter(memory.addresses(start, strides[number][last], lanes), dtype, parts.get(part), lanes, mask == null ? MemoryIr.all(lanes) : mask);
                }
            }
        }

        // ---- a step in which points depend on each other

        /** {@code width} points from {@code index} on: vectors where they are independent, then one point after the other. */
        private void sequentialStep(String index, int width) {
            BodyIr values = new BodyIr(ir, body, width, functions);
            for (int k = 0; k < code.size(); k++) {
                if (!sequential.contains(k)) {
                    if (width == 1) {
                        writePoint(values, k, index);
                    } else {
                        write(values, k, index, null);
                    }
                }
            }
            Map<Integer, String> gathered = new HashMap<>(); // stored vectors by instruction
            for (int lane = 0; lane < width; lane++) {
                BodyIr point = width == 1 ? values : new BodyIr(ir, body, 1, functions);
                for (int k : sequential) {
                    if (code.get(k) instanceof Instruction.Load load) {
                        String variable = known(kept, new Part(output(load.input()), load.part()));
                        point.set(k, ir.get(variable, IrText.element(load.dtype())));
                        continue;
                    }
                    for (int operand : code.get(k).operands()) {
                        if (width > 1 && !sequential.contains(operand)) {
                            point.set(operand, extracted(values, operand, lane, width));
                        }
                    }
                    point.write(k);
                }
                keep(values, point, lane, width);
                if (width > 1) {
                    for (int k : body.stores()) {
                        if (sequential.contains(k)) {
                            gathered.put(k, inserted(gathered.getOrDefault(k, "poison"), point.value(k), k, lane, width));
                        }
                    }
                }
            }
            gathered.forEach(values::set);
            storeMoving(values, index, width);
        }

        private String extracted(BodyIr values, int k, int lane, int width) {
            String type = IrText.vector(IrText.element(code.get(k).dtype()), width);
            return ir.let("extractelement " + type + " " + values.value(k) + ", i64 " + lane);
        }

        private String inserted(String vector, String value, int k, int lane, int width) {
            String element = IrText.element(code.get(k).dtype());
            return ir.let("insertelement " + IrText.vector(element, width) + " " + vector + ", " + element + " " + value + ", i64 " + lane);
        }

        /** The carried elements, and what else is written to one address by every point, after one point. */
        private void keep(BodyIr values, BodyIr point, int lane, int width) {
            Map<Part, String> now = new LinkedHashMap<>();
            int store = 0;
            for (int output = 0; output < loop.outputs().size(); output++) {
                Loop.Operand operand = loop.outputs().get(output);
                for (int part = 0; part < operand.dtype().parts(); part++) {
                    int k = body.stores().get(store++);
                    if (isFixed(operand)) {
                        now.put(new Part(output, part), width == 1 || sequential.contains(k) ? point.value(k) : extracted(values, k, lane, width));
                    }
                }
            }
            now.forEach((part, value) ->
                    ir.set(known(kept, part), IrText.element(loop.outputs().get(part.operand()).dtype().part()), value));
        }

        private void storeMoving(BodyIr values, String index, int width) {
            forEachOutput(values, (output, parts) -> {
                if (isFixed(loop.outputs().get(output))) {
                    return;
                }
                if (width > 1) {
                    storeParts(output, parts, index, null);
                } else {
                    storePoint(output, parts, index);
                }
            });
        }

        private void storePoint(int output, List<String> parts, String index) {
            Dtype dtype = loop.outputs().get(output).dtype().part();
            int number = operandOf(output);
            String distance = ir.let("mul i64 " + index + ", " + strides[number][last]);
            for (int part = 0; part < parts.size(); part++) {
                memory.storeOne(ir.let("getelementptr i8, ptr " + address(number, part, dtype) + ", i64 " + distance), dtype, parts.get(part));
            }
        }

        private void writePoint(BodyIr values, int k, String index) {
            switch (code.get(k)) {
                case Instruction.Load load -> {
                    Part part = new Part(load.input(), load.part());
                    String distance = ir.let("mul i64 " + index + ", " + strides[load.input()][last]);
                    values.set(
                            k,
                            fixed.containsKey(part)
                                    ? known(fixed, part)
                                    : memory.loadOne(
                                            ir.let("getelementptr i8, ptr " + address(load.input(), load.part(), load.dtype()) + ", i64 " + distance),
                                            load.dtype()));
                }
                case Instruction.Index(int iota) -> values.set(k, index(iota, index, 1));
                case Instruction.Param _ -> values.set(k, known(params, k));
                case Instruction.Const _, Instruction.Apply _, Instruction.Call _ -> values.write(k);
            }
        }
    }
}
