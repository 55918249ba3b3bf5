package syrtis.op;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import syrtis.type.BugException;
import syrtis.type.Shape;
import syrtis.type.Type;

/**
 * An affine index map: element {@code o} of the result is element {@code i} of the source, where along each source axis
 * {@code a}
 *
 * <pre>  i[a] = start[a] + step[a] * o[axis[a]]     (axis[a] = -1: just start[a]) </pre>
 *
 * Slices of any step, integer indices, new axes, transposes, flips, broadcasts and diagonals are all such maps, and a
 * map of a map is one again ({@link #then}). A result axis that no source axis names is a broadcast one.
 *
 * @param source the shape mapped from
 * @param shape the shape of the result
 */
public record View(Shape source, Shape shape, List<Step> steps) implements Op {
    /** How one source axis moves with the result: {@code start + step * o[axis]}; axis -1 does not move. */
    public record Step(int axis, long start, long step) {
        public static Step fixed(long start) {
            return new Step(-1, start, 0);
        }

        /** The source index at index {@code o} of the result axis. */
        public long at(long o) {
            return start + step * o;
        }
    }

    public View {
        steps = List.copyOf(steps);
        if (steps.size() != source.rank()) {
            throw new BugException("view of " + source + " has " + steps.size() + " steps");
        }
    }

    public static View identity(Shape shape) {
        Step[] steps = new Step[shape.rank()];
        Arrays.setAll(steps, axis -> new Step(axis, 0, 1));
        return new View(shape, shape, List.of(steps));
    }

    /** NumPy's broadcast of {@code source} to {@code target}, which it must fit. */
    public static View broadcast(Shape source, Shape target) {
        int shift = target.rank() - source.rank();
        Step[] steps = new Step[source.rank()];
        Arrays.setAll(
                steps,
                axis -> source.dim(axis) == 1 && target.dim(axis + shift) != 1
                        ? Step.fixed(0)
                        : new Step(axis + shift, 0, 1));
        return new View(source, target, List.of(steps));
    }

    /** Result axis {@code k} is source axis {@code order[k]}. */
    public static View permute(Shape source, int... order) {
        Step[] steps = new Step[source.rank()];
        long[] dims = new long[order.length];
        for (int k = 0; k < order.length; k++) {
            steps[order[k]] = new Step(k, 0, 1);
            dims[k] = source.dim(order[k]);
        }
        return new View(source, Shape.of(dims), List.of(steps));
    }

    /** Axis {@code axis} becomes {@code length} elements from {@code start} in steps of {@code step}. */
    public static View slice(Shape source, int axis, long start, long step, long length) {
        Step[] steps = identity(source).steps.toArray(Step[]::new);
        steps[axis] = new Step(axis, start, step);
        return new View(source, source.with(axis, length), List.of(steps));
    }

    /** Axis {@code axis} taken at {@code index} and dropped. */
    public static View at(Shape source, int axis, long index) {
        Step[] steps = new Step[source.rank()];
        Arrays.setAll(steps, a -> a == axis ? Step.fixed(index) : new Step(a < axis ? a : a - 1, 0, 1));
        return new View(source, source.drop(axis), List.of(steps));
    }

    /** A new axis of length {@code length} before axis {@code axis}, along which nothing changes. */
    public static View insert(Shape source, int axis, long length) {
        Step[] steps = new Step[source.rank()];
        Arrays.setAll(steps, a -> new Step(a < axis ? a : a + 1, 0, 1));
        return new View(source, source.insert(axis, length), List.of(steps));
    }

    /** All result axes: {@code first}, then others as the source's elements lie nearer along them, last those that do not move it. */
    public List<Integer> nearest(int first) {
        Set<Integer> axes = new LinkedHashSet<>(List.of(first));
        steps.reversed().stream().map(Step::axis).filter(axis -> axis >= 0).forEach(axes::add);
        for (int axis = shape.rank() - 1; axis >= 0; axis--) {
            axes.add(axis);
        }
        return List.copyOf(axes);
    }

    /** This map followed by {@code next}, as one map from this source to next's shape. */
    public View then(View next) {
        if (isIdentity()) {
            return next;
        }
        if (next.isIdentity()) {
            return this;
        }
        Step[] out = new Step[steps.size()];
        for (int a = 0; a < out.length; a++) {
            Step first = steps.get(a);
            if (first.axis < 0) {
                out[a] = first;
            } else {
                Step second = next.steps.get(first.axis);
                out[a] = second.axis < 0
                        ? Step.fixed(first.at(second.start))
                        : new Step(second.axis, first.at(second.start), first.step * second.step);
            }
        }
        return new View(source, next.shape, List.of(out));
    }

    public boolean isIdentity() {
        if (!source.equals(shape)) {
            return false;
        }
        for (int a = 0; a < steps.size(); a++) {
            Step step = steps.get(a);
            boolean same = step.axis == a && step.start == 0 && step.step == 1;
            boolean trivial = source.dim(a) == 1 && step.start == 0 && (step.axis == a || step.axis < 0);
            if (!same && !trivial) {
                return false;
            }
        }
        return true;
    }

    /** Whether two result elements can be one source element: such a view cannot be written through. */
    public boolean repeats() {
        boolean[] moves = new boolean[shape.rank()];
        for (Step step : steps) {
            if (step.axis >= 0 && step.step != 0) {
                moves[step.axis] = true;
            }
        }
        for (int k = 0; k < moves.length; k++) {
            if (!moves[k] && shape.dim(k) > 1) {
                return true;
            }
        }
        return false;
    }

    /** Strides of the result, in elements, over a source with strides {@code strides}. */
    public long[] strides(long[] strides) {
        long[] out = new long[shape.rank()];
        for (int a = 0; a < steps.size(); a++) {
            Step step = steps.get(a);
            if (step.axis >= 0) {
                out[step.axis] += step.step * strides[a];
            }
        }
        return out;
    }

    /** Offset of the result's first element, in elements, in a source with strides {@code strides}. */
    public long offset(long[] strides) {
        long offset = 0;
        for (int a = 0; a < steps.size(); a++) {
            offset += steps.get(a).start * strides[a];
        }
        return offset;
    }

    @Override
    public String label() {
        return "view";
    }

    @Override
    public Type infer(List<Type> args) {
        Type type = args.getFirst();
        if (!type.shape().equals(source)) {
            throw new BugException("view of " + source + " applied to " + type);
        }
        return new Type(type.dtype(), shape);
    }

    /** One source axis after the other: {@code [o1, 3, 10 - 2*o0]}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("[");
        for (Step step : steps) {
            text.append(text.length() > 1 ? ", " : "");
            if (step.axis < 0) {
                text.append(step.start);
            } else {
                text.append(step.start == 0 ? "" : step.start + (step.step < 0 ? " - " : " + "));
                long factor = step.start == 0 ? step.step : Math.abs(step.step);
                text.append(factor == 1 ? "" : factor == -1 ? "-" : factor + "*").append("o").append(step.axis);
            }
        }
        return text.append("]").toString();
    }
}
