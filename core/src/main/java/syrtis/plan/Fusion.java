package syrtis.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import syrtis.expr.Expr;
import syrtis.op.Body;
import syrtis.op.Elementwise;
import syrtis.op.Generator;
import syrtis.op.Op;
import syrtis.op.Prim;
import syrtis.op.Scalar;
import syrtis.op.View;
import syrtis.type.BugException;
import syrtis.type.Dtype;
import syrtis.type.Shape;

/**
 * Writes one scalar body of a piece of the graph: nodes are substituted into their readers, through views, until arrays
 * are met, which become operands; generators become functions of iotas. The same node at the same index is computed once.
 */
final class Fusion {
    private final Shape space;
    private final Function<Expr, @Nullable Array> arrays;
    private final ToIntFunction<Expr> nodes;
    private final Body.Builder body = new Body.Builder();
    private final List<Fused.Operand> operands = new ArrayList<>();
    private final Map<Fused.Operand, Scalar> loads = new HashMap<>();
    private final List<Fused.Iota> iotas = new ArrayList<>();
    private final List<Fused.Param> params = new ArrayList<>();
    private final Map<Expr, List<Scalar>> constants = new IdentityHashMap<>();
    private final Map<Expr, Map<View, Scalar>> known = new IdentityHashMap<>();
    private final List<Dtype> registers = new ArrayList<>();

    /**
     * @param arrays answers the array of a node that is one, else null
     * @param nodes answers a node's position in the graph
     */
    Fusion(Shape space, Function<Expr, @Nullable Array> arrays, ToIntFunction<Expr> nodes) {
        this.space = space;
        this.arrays = arrays;
        this.nodes = nodes;
    }

    /** The value of {@code node} at the current index; its shape is the space. */
    Scalar value(Expr node) {
        return value(node, View.identity(space));
    }

    /** The value of {@code node} at the image of the current index under {@code map}. */
    Scalar value(Expr node, View map) {
        Array array = arrays.apply(node);
        return array == null ? compute(node, map) : load(array, map);
    }

    /** The value of {@code node} computed here although it is, or will be, an array. */
    Scalar compute(Expr node, View map) {
        Map<View, Scalar> at = known.computeIfAbsent(node, _ -> new HashMap<>());
        Scalar done = at.get(map);
        if (done == null) {
            done = write(node, map);
            at.put(map, done);
        }
        return done;
    }

    private Scalar write(Expr node, View map) {
        return switch (node.op()) {
            case Elementwise row -> {
                Scalar[] values = new Scalar[node.args().size()];
                for (int k = 0; k < values.length; k++) {
                    values[k] = value(node.arg(k), map);
                }
                yield row.formula(values);
            }
            case Op.Cast(Dtype to) -> value(node.arg(0), map).cast(to);
            case View view -> value(node.arg(0), view.then(map));
            case Op.Generate generate -> generate
                    .generator()
                    .formula(new Place(map), parameters(node, generate), generate.type().dtype());
            case Op.Reduce reduce -> unrolled(reduce, node.arg(0), map);
            case Op.Stored _, Op.Read _, Op.Reshape _, Op.Scan _, Op.Contract _, Op.Concat _, Op.Update _, Op.Gather _,
                    Op.Scatter _ -> throw new BugException("no body for " + node);
        };
    }

    /** The fold of a short axis, written out: each lane has one element, lanes are combined pairwise. */
    private Scalar unrolled(Op.Reduce reduce, Expr operand, View map) {
        Shape shape = operand.type().shape();
        List<Scalar> lanes = new ArrayList<>();
        for (long index = 0; index < shape.dim(reduce.axis()); index++) {
            lanes.add(value(operand, View.at(shape, reduce.axis(), index).then(map)));
        }
        while (lanes.size() > 1) {
            List<Scalar> pairs = new ArrayList<>();
            for (int k = 0; k + 1 < lanes.size(); k += 2) {
                pairs.add(reduce.monoid().combine(lanes.get(k), lanes.get(k + 1)));
            }
            if (lanes.size() % 2 == 1) {
                pairs.add(lanes.getLast());
            }
            lanes = pairs;
        }
        return lanes.getFirst();
    }

    private Scalar load(Array array, View map) {
        Fused.Operand operand = new Fused.Operand(array, map);
        Scalar loaded = loads.get(operand);
        if (loaded == null) {
            operands.add(operand);
            loaded = body.load(operands.size() - 1, array.type().dtype());
            loads.put(operand, loaded);
        }
        return loaded;
    }

    private List<Scalar> parameters(Expr node, Op.Generate generate) {
        return constants.computeIfAbsent(node, _ -> {
            List<Scalar> values = new ArrayList<>();
            for (int k = 0; k < generate.params().size(); k++) {
                values.add(body.param(generate.paramDtypes().get(k)));
                params.add(new Fused.Param(nodes.applyAsInt(node), k));
            }
            return generate.generator() == Generator.FULL && generate.type().dtype().isComplex()
                    ? List.of(values.get(0).withImaginary(values.get(1)))
                    : values;
        });
    }

    private Scalar iota(long start, long[] strides) {
        Fused.Iota iota = new Fused.Iota(start, strides);
        int index = iotas.indexOf(iota);
        if (index < 0) {
            iotas.add(iota);
            index = iotas.size() - 1;
        }
        return body.index(index);
    }

    /**
     * Makes {@code node}, at the current index, a further input that the task supplies.
     *
     * @param operands how many arrays the body will have read at its end
     */
    void supply(Expr node, int operands) {
        registers.add(node.type().dtype());
        known.computeIfAbsent(node, _ -> new HashMap<>())
                .put(View.identity(space), body.load(operands + registers.size() - 1, node.type().dtype()));
    }

    /** Arrays that the body reads by now. */
    int operands() {
        return operands.size();
    }

    /** A further input that the task supplies. All operands must be known by now. */
    Scalar register(Dtype dtype) {
        registers.add(dtype);
        return body.load(operands.size() + registers.size() - 1, dtype);
    }

    Body.Builder body() {
        return body;
    }

    /** {@code number}: position among the bodies of the plan; {@code carries}: register 1 is the carry of a scan. */
    Fused finish(int number, List<Scalar> results, boolean carries) {
        return new Fused(
                number, space, body.build(results), operands, iotas, params, registers,
                results.stream().map(Scalar::dtype).toList(), carries);
    }

    /** The position of a generator's element while the loop moves through the space. */
    private final class Place implements Generator.Position {
        private final View map;

        Place(View map) {
            this.map = map;
        }

        @Override
        public Scalar axis(int axis) {
            View.Step step = map.steps().get(axis < 0 ? axis + map.steps().size() : axis);
            long[] strides = new long[space.rank()];
            if (step.axis() >= 0) {
                strides[step.axis()] = step.step();
            }
            return iota(step.start(), strides);
        }

        @Override
        public Scalar flat() {
            return iota(start(), strides());
        }

        private long start() {
            return map.offset(map.source().strides());
        }

        private long[] strides() {
            return map.strides(map.source().strides());
        }

        private boolean isParityFixed() {
            for (long stride : strides()) {
                if (stride % 2 != 0) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public Scalar pair() {
            if (!isParityFixed()) {
                return flat().apply(Prim.SHIFT_RIGHT, body.constant(Dtype.INT64, 1L));
            }
            long[] halves = strides();
            for (int k = 0; k < halves.length; k++) {
                halves[k] /= 2;
            }
            return iota(Math.floorDiv(start(), 2), halves);
        }

        @Override
        public Scalar odd() {
            return isParityFixed()
                    ? body.constant(Dtype.BOOL, Math.floorMod(start(), 2L))
                    : flat().apply(Prim.AND, body.constant(Dtype.INT64, 1L))
                            .isEqual(body.constant(Dtype.INT64, 1L));
        }
    }
}
