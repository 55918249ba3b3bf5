package syrtis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import syrtis.expr.Expr;
import syrtis.expr.Interner;
import syrtis.op.Elementwise;
import syrtis.op.Generator;
import syrtis.op.Op;
import syrtis.op.View;
import syrtis.type.CallSite;
import syrtis.type.Dtype;
import syrtis.type.DtypeException;
import syrtis.type.Shape;
import syrtis.type.Type;

/** Makes the nodes of one call of the public API: they share the user's line. */
final class Nodes {
    private final Interner interner = Runtime.current().interner();
    private @Nullable CallSite site;

    /** The user's line, which takes a walk over the stack: looked up where a node is likely to be new. */
    CallSite site() {
        CallSite known = site;
        if (known == null) {
            known = CallSite.capture();
            site = known;
        }
        return known;
    }

    Expr of(Op op, Expr... args) {
        return interner.of(op, List.of(args), this::site);
    }

    Expr of(Op op, List<Expr> args) {
        return interner.of(op, args, this::site);
    }

    /** The elements converted; constants are converted here and now. */
    Expr cast(Expr node, Dtype to) {
        if (node.type().dtype() == to) {
            return node;
        }
        return isConvertible(node, to)
                ? converted(node, new Type(to, node.type().shape()))
                : of(new Op.Cast(to), node);
    }

    /** The elements converted and broadcast; constants are made so here and now. */
    private Expr fitted(Expr node, Type type) {
        return isConvertible(node, type.dtype()) ? converted(node, type) : broadcast(cast(node, type.dtype()), type.shape());
    }

    private static boolean isConvertible(Expr node, Dtype to) {
        return isConstant(node) && (to.isComplex() || !node.type().dtype().isComplex());
    }

    private Expr converted(Expr constant, Type type) {
        List<Number> parts = ((Op.Generate) constant.op()).params();
        return constant(parts.get(0), parts.size() > 1 ? parts.get(1) : 0L, type);
    }

    /** An array whose elements are all one number. */
    Expr constant(Number value, Number imaginary, Type type) {
        Op.Generate full = full(value, imaginary, type);
        return type.shape().rank() == 0 ? interner.of(full, List.of(), type, () -> CallSite.UNKNOWN) : of(full);
    }

    /** A number of the program. It has no line, for it cannot fail. */
    static NDArray number(Number value, Number imaginary, Dtype dtype) {
        return NDArray.weak(Interner.number(full(value, imaginary, new Type(dtype, Shape.SCALAR))));
    }

    private static Op.Generate full(Number value, Number imaginary, Type type) {
        return Op.Generate.full(exact(value, type.dtype()), exact(imaginary, type.dtype()), type);
    }

    /** Numbers as a dtype holds them, so that equal constants are equal nodes: long for integers, double for floats. */
    private static Number exact(Number value, Dtype dtype) {
        if (dtype.isInexact()) {
            return value.doubleValue();
        }
        if (dtype.isBool()) {
            return value.doubleValue() != 0 ? 1L : 0L;
        }
        boolean isFloat = value instanceof Double || value instanceof Float;
        return isFloat
                ? syrtis.op.Constants.bits(dtype, value.doubleValue())
                : syrtis.op.Constants.bits(dtype, value.longValue());
    }

    static boolean isConstant(Expr node) {
        return node.op() instanceof Op.Generate generate && generate.generator() == Generator.FULL;
    }

    /** The same constant in another shape. */
    private Expr constant(Expr node, Shape shape) {
        Op.Generate full = (Op.Generate) node.op();
        return of(new Op.Generate(Generator.FULL, full.params(), full.paramDtypes(), new Type(node.type().dtype(), shape)));
    }

    Expr broadcast(Expr node, Shape shape) {
        if (node.type().shape().equals(shape)) {
            return node;
        }
        if (isConstant(node)) {
            return constant(node, shape);
        }
        return of(View.broadcast(node.type().shape(), shape), node);
    }

    /** The same elements under another shape; only axes of length 1 coming or going make a view of it. */
    Expr reshape(Expr node, Shape shape) {
        Shape from = node.type().shape();
        if (from.equals(shape)) {
            return node;
        }
        if (isConstant(node)) {
            return constant(node, shape);
        }
        View view = unitView(from, shape);
        return view != null ? of(view, node) : of(new Op.Reshape(shape), node);
    }

    private static @Nullable View unitView(Shape from, Shape to) {
        List<View.Step> steps = new ArrayList<>();
        int k = 0;
        for (int axis = 0; axis < from.rank(); axis++) {
            if (from.dim(axis) == 1) {
                steps.add(View.Step.fixed(0));
                continue;
            }
            while (k < to.rank() && to.dim(k) == 1) {
                k++;
            }
            if (k >= to.rank() || to.dim(k) != from.dim(axis)) {
                return null;
            }
            steps.add(new View.Step(k++, 0, 1));
        }
        while (k < to.rank() && to.dim(k) == 1) {
            k++;
        }
        return k == to.rank() ? new View(from, to, steps) : null;
    }

    /** A row applied to operands, which are promoted and broadcast as NumPy does. */
    NDArray apply(Elementwise row, NDArray... operands) {
        site(); // Here the user's frame is near.
        List<Dtype> dtypes = dtypes(operands);
        Elementwise.Signature signature = row.signature(dtypes);
        if (operands.length == 2 && signature.result().isBool()) {
            // A number beyond an integer dtype is less or more than all of its numbers, and so can be compared with
            // them.
            for (int k = 0; k < operands.length; k++) {
                if (operands[k].isWeak() && !fits(operands[k], dtypes.get(k))) {
                    dtypes.set(k, operands[k].dtype());
                    signature = row.signature(dtypes);
                }
            }
        }
        Shape[] shapes = new Shape[operands.length];
        for (int k = 0; k < operands.length; k++) {
            shapes[k] = operands[k].shape();
        }
        Shape shape = Shape.broadcast(row.label(), shapes);
        Expr[] args = new Expr[operands.length];
        for (int k = 0; k < operands.length; k++) {
            Dtype to = signature.operands().get(k);
            if (operands[k].isWeak()) {
                requireFits(row.label(), operands[k], dtypes.get(k));
            }
            args[k] = fitted(operands[k].expr(), new Type(to, shape));
        }
        return NDArray.of(interner.of(row, List.of(args), new Type(signature.result(), shape), this::site));
    }

    /** Dtypes that take part in promotion: a weak scalar takes the others' if its kind allows (NEP 50). */
    static List<Dtype> dtypes(NDArray... operands) {
        Dtype common = null;
        for (NDArray operand : operands) {
            if (!operand.isWeak()) {
                common = common == null ? operand.dtype() : Dtype.promote(common, operand.dtype());
            }
        }
        List<Dtype> dtypes = new ArrayList<>();
        for (NDArray operand : operands) {
            dtypes.add(operand.isWeak() && common != null ? weakly(operand.dtype(), common) : operand.dtype());
        }
        return dtypes;
    }

    private static Dtype weakly(Dtype weak, Dtype common) {
        if (weak.isComplex()) {
            return common.isComplex() ? common : common.isFloat() ? common.toComplex() : Dtype.COMPLEX128;
        }
        if (weak.isFloat()) {
            return common.isInexact() ? common : Dtype.FLOAT64;
        }
        return weak.isInteger() && common.isBool() ? weak : weak.isBool() ? Dtype.BOOL : common;
    }

    private static void requireFits(String operation, NDArray weak, Dtype dtype) {
        if (!fits(weak, dtype)) {
            throw new DtypeException(operation + ": the integer " + integer(weak) + " is out of bounds for " + dtype
                    + " [" + dtype.minimum() + ", " + Long.toUnsignedString(dtype.maximum())
                    + "]: convert the array with astype first");
        }
    }

    /** Whether a number of the program, if it is an integer, is one of an integer dtype's. */
    private static boolean fits(NDArray weak, Dtype dtype) {
        if (!dtype.isInteger() || !weak.dtype().isInteger()) {
            return true;
        }
        long value = integer(weak);
        return dtype == Dtype.UINT64 ? value >= 0 : value >= dtype.minimum() && value <= dtype.maximum();
    }

    private static long integer(NDArray weak) {
        return ((Op.Generate) weak.expr().op()).params().getFirst().longValue();
    }

    /** Converts operands to one dtype, as concatenate does. */
    static Dtype common(NDArray... operands) {
        return dtypes(operands).stream().reduce(Dtype::promote).orElseThrow();
    }

    static Expr[] exprs(NDArray... operands) {
        return Arrays.stream(operands).map(NDArray::expr).toArray(Expr[]::new);
    }
}
