package syrtis;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import syrtis.expr.Expr;
import syrtis.kernel.Interpreter;
import syrtis.op.Constants;
import syrtis.op.Op;
import syrtis.op.View;
import syrtis.plan.Box;
import syrtis.plan.Estimator;
import syrtis.run.Evaluated;
import syrtis.run.StoredArray;
import syrtis.type.BudgetException;
import syrtis.type.Dtype;
import syrtis.type.DtypeException;
import syrtis.type.IndexException;
import syrtis.type.Shape;
import syrtis.type.ShapeException;
import syrtis.type.Type;

/**
 * An N-dimensional array. Calls on it return at once, with dtype and shape; elements are computed when something reads
 * them ({@link #toDoubles}, {@link #item}, {@link #toString}, {@link #evaluate}), together with nothing else. Slices,
 * transposes and the like are views: what is written through one is seen by all.
 *
 * <pre>{@code
 * NDArray a = Nd.arange(12).reshape(3, 4);
 * a.get(Index.at(1)).addInPlace(Nd.scalar(100));   // a[1] += 100
 * double sum = a.sum().item();                     // 466.0
 * }</pre>
 *
 * Arrays are thread-safe to read; writing one array from several threads needs the user's own order. Java has no
 * operators, so arithmetic is named; the rest of NumPy's functions are in {@link Nd}. The class is long because every
 * operator takes an array, a {@code double} or a {@code long}, and has a form in place; these methods hold nothing of
 * their own.
 */
public final class NDArray {
    /** Bytes up to which the base of a view is evaluated with it. */
    private static final long SMALL_BASE = 16 << 20;

    /** The longest array that every Java machine makes. */
    private static final int LONGEST_ON_HEAP = Integer.MAX_VALUE - 8;

    private final Handle handle;
    private final Type type;
    private final boolean weak;
    private final boolean writable;
    private volatile @Nullable Reading reading;

    /** What was computed of a view, and of which version of its base. */
    private record Reading(Expr version, Evaluated elements, Expr node) {}

    private NDArray(Handle handle, Type type, boolean weak, boolean writable) {
        this.handle = handle;
        this.type = type;
        this.weak = weak;
        this.writable = writable;
    }

    static NDArray of(Expr expr) {
        return new NDArray(Handle.of(expr), expr.type(), false, true);
    }

    /** A number of the program: it takes part in promotion by its kind only, and stays that number. */
    static NDArray weak(Expr expr) {
        return new NDArray(Handle.of(expr), expr.type(), true, false);
    }

    Expr expr() {
        return handle.isWhole() ? handle.base().current() : handle.expr(new Nodes());
    }

    boolean isWeak() {
        return weak;
    }

    /** Whether this is the number {@code value} of the program. */
    private boolean isNumber(double value) {
        return weak && !dtype().isComplex() && number() == value;
    }

    /** Whether this is an integer of the program, below 0. */
    boolean isNegativeInteger() {
        return weak && dtype().isInteger() && number() < 0;
    }

    /** The number of a weak array. */
    private double number() {
        return ((Op.Generate) expr().op()).params().getFirst().doubleValue();
    }

    /** This array, its dtype taking full part in promotion. */
    NDArray strong() {
        return weak ? of(expr()) : this;
    }

    // ---- facts

    public Shape shape() {
        return type.shape();
    }

    public Dtype dtype() {
        return type.dtype();
    }

    /** Dtype and shape. */
    public Type type() {
        return type;
    }

    /** Number of axes. */
    public int ndim() {
        return type.shape().rank();
    }

    /** Number of elements. */
    public long size() {
        return type.shape().size();
    }

    /** Bytes of one element. */
    public int itemsize() {
        return type.dtype().bytes();
    }

    /** Bytes of all elements. */
    public long nbytes() {
        return type.bytes();
    }

    // ---- views

    private NDArray view(View view) {
        return new NDArray(handle.then(view), new Type(type.dtype(), view.shape()), false, writable && !view.repeats());
    }

    /** A view that NumPy makes read-only. */
    NDArray broadcastView(Shape shape) {
        View view = View.broadcast(type.shape(), shape);
        return new NDArray(handle.then(view), new Type(type.dtype(), shape), false, false);
    }

    NDArray viewed(View view) {
        return view(view);
    }

    /** The same elements that cannot be written through the result. */
    public NDArray asReadOnly() {
        return new NDArray(handle, type, weak, false);
    }

    /** Whether elements can be assigned. */
    public boolean isWritable() {
        return writable;
    }

    /**
     * NumPy's {@code a[index]}: a view for integers, slices, new axes and ellipsis; a copy where an array of integers
     * or bools is among them.
     *
     * @throws IndexException if there are more indices than axes, or one is out of range
     */
    public NDArray get(Index... index) {
        return Subscript.get(this, index);
    }

    /** One element, or a row: integers only. */
    public NDArray get(long... index) {
        Index[] all = new Index[index.length];
        for (int k = 0; k < all.length; k++) {
            all[k] = Index.at(index[k]);
        }
        return get(all);
    }

    /**
     * NumPy's {@code a[index] = value}: the value is broadcast and cast as NumPy does.
     *
     * @throws IndexException if this array cannot be written, or an index is out of range
     * @throws ShapeException if the value does not broadcast to what is indexed
     */
    public NDArray set(NDArray value, Index... index) {
        Subscript.set(this, value, index);
        return this;
    }

    /** NumPy's {@code a[index] = value} with one number. */
    public NDArray set(double value, Index... index) {
        return set(Nd.scalar(value), index);
    }

    /** NumPy's {@code a[index] = value} with one number. */
    public NDArray set(long value, Index... index) {
        return set(Nd.scalar(value), index);
    }

    /** Sets all elements to one value, cast as C casts. */
    public void fill(NDArray value) {
        put(value);
    }

    /** Sets all elements to one number, cast as C casts. */
    public void fill(double value) {
        put(Nd.scalar(value));
    }

    /** The axes reversed: a view. */
    public NDArray T() {
        int[] order = new int[ndim()];
        for (int k = 0; k < order.length; k++) {
            order[k] = order.length - 1 - k;
        }
        return view(View.permute(type.shape(), order));
    }

    /** The last two axes swapped: a view. */
    public NDArray mT() {
        if (ndim() < 2) {
            throw new ShapeException("mT needs at least 2 axes, got shape " + shape());
        }
        return swapaxes(-1, -2);
    }

    /** The axes in this order, all reversed if none is given: a view. */
    public NDArray transpose(int... axes) {
        if (axes.length == 0) {
            return T();
        }
        if (axes.length != ndim()) {
            throw new ShapeException(
                    "transpose needs " + ndim() + " axes for shape " + shape() + ", got " + axes.length);
        }
        shape().axes("transpose", axes); // Refuses an axis that is out of range or there twice.
        int[] order = new int[axes.length];
        for (int k = 0; k < axes.length; k++) {
            order[k] = shape().axis("transpose", axes[k]);
        }
        return view(View.permute(type.shape(), order));
    }

    /** Two axes swapped: a view. */
    public NDArray swapaxes(int axis1, int axis2) {
        int[] order = new int[ndim()];
        for (int k = 0; k < order.length; k++) {
            order[k] = k;
        }
        int a = shape().axis("swapaxes", axis1);
        int b = shape().axis("swapaxes", axis2);
        order[a] = b;
        order[b] = a;
        return view(View.permute(type.shape(), order));
    }

    /**
     * The same elements in row-major order under another shape, one length of which may be -1: a view where NumPy's is
     * one, else a copy.
     */
    public NDArray reshape(long... shape) {
        return reshape(Shapes.infer(this.shape(), shape));
    }

    /** The same elements in row-major order under another shape. */
    public NDArray reshape(Shape shape) {
        if (shape.size() != size()) {
            throw new ShapeException("reshape of " + size() + " elements " + this.shape() + " to " + shape
                    + ", which has " + shape.size());
        }
        if (shape.equals(shape())) {
            return new NDArray(handle, type, false, writable);
        }
        long[] strides = Handle.reshapedStrides(shape(), handle.strides(), shape);
        if (strides == null) {
            Nodes nodes = new Nodes();
            return of(nodes.reshape(expr(), shape));
        }
        return new NDArray(
                handle.reshaped(new Op.Reshape(shape), strides), new Type(type.dtype(), shape), false, writable);
    }

    /** One axis: a view where NumPy's is one. */
    public NDArray ravel() {
        return reshape(Shape.of(size()));
    }

    /** One axis, always a copy. */
    public NDArray flatten() {
        return copy().reshape(Shape.of(size()));
    }

    /** Without the axes of length 1, or without those given, which must have length 1: a view. */
    public NDArray squeeze(int... axis) {
        return Nd.squeeze(this, axis);
    }

    // ---- copies and conversions

    /** Another array of the same elements: what is written through one is seen through the other. */
    public NDArray view() {
        return get(Index.ellipsis());
    }

    /** An array of its own with the same elements. */
    public NDArray copy() {
        return of(expr());
    }

    /** The elements converted to another dtype, as C converts them. */
    public NDArray astype(Dtype dtype) {
        return of(new Nodes().cast(expr(), dtype));
    }

    /** The elements converted to another dtype. */
    public NDArray astype(String dtype) {
        return astype(Dtype.of(dtype));
    }

    // ---- assignment

    /**
     * Sets all elements of this array, and so of every view that shares them, to those of {@code value}, broadcast and
     * cast.
     *
     * @throws IndexException if this array cannot be written
     * @throws DtypeException if the cast would change the kind of number (float to integer, complex to real)
     */
    public NDArray assign(NDArray value) {
        requireSameKind(value);
        return put(value);
    }

    /** Assignment with any cast, as {@code a[...] = value} does. */
    NDArray put(NDArray value) {
        if (!writable) {
            throw new IndexException("assignment to a read-only array " + type
                    + ": it repeats elements (broadcast) or was " + "made read-only; copy() it first");
        }
        if (value.isWeak() && value.dtype().isComplex() && !dtype().isComplex()) {
            throw new DtypeException(
                    "a complex number cannot be assigned to elements of " + dtype() + ": take its real part");
        }
        Nodes nodes = new Nodes();
        Expr plain = value.expr();
        Shape from = plain.type().shape();
        int drop = 0;
        while (from.rank() - drop > ndim() && from.dim(drop) == 1) {
            drop++;
        }
        if (drop > 0) {
            long[] dims = new long[from.rank() - drop];
            for (int k = 0; k < dims.length; k++) {
                dims[k] = from.dim(k + drop);
            }
            plain = nodes.reshape(plain, Shape.of(dims));
        }
        Shape target = Shape.broadcast("assignment", shape(), plain.type().shape());
        if (!target.equals(shape())) {
            throw new ShapeException("cannot assign shape " + from + " to " + shape());
        }
        handle.assign(nodes.broadcast(nodes.cast(plain, dtype()), shape()), nodes);
        return this;
    }

    /** Assigns a result that nobody else has seen, so that its memory need not be kept apart. */
    private NDArray absorb(NDArray result) {
        assign(result);
        result.handle.base().forget();
        return this;
    }

    void requireSameKind(NDArray value) {
        Dtype.Kind from = value.dtype().kind();
        Dtype.Kind to = dtype().kind();
        boolean isPlainInteger = from == Dtype.Kind.SIGNED && to == Dtype.Kind.UNSIGNED && value.isWeak();
        if (from.compareTo(to) > 0 && !isPlainInteger) {
            throw new DtypeException("an in-place operation cannot cast its result from " + value.dtype() + " to "
                    + dtype() + ": use astype and assign the result to the name");
        }
    }

    // ---- arithmetic

    /** x + y, elementwise: {@link Ufuncs#add}. */
    public NDArray add(NDArray other) {
        return Nd.add(this, other);
    }

    /** x + y, elementwise, y being a weak scalar: it takes this array's dtype where the kind allows. */
    public NDArray add(double other) {
        return Nd.add(this, Nd.scalar(other));
    }

    /** x + y, elementwise, y being a weak scalar: it takes this array's dtype where the kind allows. */
    public NDArray add(long other) {
        return Nd.add(this, Nd.scalar(other));
    }

    /** x - y, elementwise: {@link Ufuncs#subtract}. */
    public NDArray subtract(NDArray other) {
        return Nd.subtract(this, other);
    }

    /** x - y, elementwise, y being a weak scalar: it takes this array's dtype where the kind allows. */
    public NDArray subtract(double other) {
        return Nd.subtract(this, Nd.scalar(other));
    }

    /** x - y, elementwise, y being a weak scalar: it takes this array's dtype where the kind allows. */
    public NDArray subtract(long other) {
        return Nd.subtract(this, Nd.scalar(other));
    }

    /** x * y, elementwise: {@link Ufuncs#multiply}. */
    public NDArray multiply(NDArray other) {
        return Nd.multiply(this, other);
    }

    /** x * y, elementwise, y being a weak scalar: it takes this array's dtype where the kind allows. */
    public NDArray multiply(double other) {
        return Nd.multiply(this, Nd.scalar(other));
    }

    /** x * y, elementwise, y being a weak scalar: it takes this array's dtype where the kind allows. */
    public NDArray multiply(long other) {
        return Nd.multiply(this, Nd.scalar(other));
    }

    /** x / y; integers in float64, elementwise: {@link Ufuncs#divide}. */
    public NDArray divide(NDArray other) {
        return Nd.divide(this, other);
    }

    /**
     * x / y; integers in float64, elementwise, y being a weak scalar: it takes this array's dtype where the kind
     * allows.
     */
    public NDArray divide(double other) {
        return Nd.divide(this, Nd.scalar(other));
    }

    /**
     * x / y; integers in float64, elementwise, y being a weak scalar: it takes this array's dtype where the kind
     * allows.
     */
    public NDArray divide(long other) {
        return Nd.divide(this, Nd.scalar(other));
    }

    /** The greatest integer not above x / y, elementwise: {@link Ufuncs#floorDivide}. */
    public NDArray floorDivide(NDArray other) {
        return Nd.floorDivide(this, other);
    }

    /**
     * The greatest integer not above x / y, elementwise, y being a weak scalar: it takes this array's dtype where the
     * kind allows.
     */
    public NDArray floorDivide(double other) {
        return Nd.floorDivide(this, Nd.scalar(other));
    }

    /**
     * The greatest integer not above x / y, elementwise, y being a weak scalar: it takes this array's dtype where the
     * kind allows.
     */
    public NDArray floorDivide(long other) {
        return Nd.floorDivide(this, Nd.scalar(other));
    }

    /** x - y * floor(x / y), the sign of y, elementwise: {@link Ufuncs#remainder}. */
    public NDArray remainder(NDArray other) {
        return Nd.remainder(this, other);
    }

    /**
     * x - y * floor(x / y), the sign of y, elementwise, y being a weak scalar: it takes this array's dtype where the
     * kind allows.
     */
    public NDArray remainder(double other) {
        return Nd.remainder(this, Nd.scalar(other));
    }

    /**
     * x - y * floor(x / y), the sign of y, elementwise, y being a weak scalar: it takes this array's dtype where the
     * kind allows.
     */
    public NDArray remainder(long other) {
        return Nd.remainder(this, Nd.scalar(other));
    }

    /** x to the power y, elementwise: {@link Ufuncs#power}. */
    public NDArray power(NDArray other) {
        return other.isNumber(2) && (dtype().isInexact() || other.dtype().isInteger())
                ? Nd.square(this)
                : Nd.power(this, other);
    }

    /** x to the power y, elementwise, y being a weak scalar: it takes this array's dtype where the kind allows. */
    public NDArray power(double other) {
        return power(Nd.scalar(other));
    }

    /** x to the power y, elementwise, y being a weak scalar: it takes this array's dtype where the kind allows. */
    public NDArray power(long other) {
        return power(Nd.scalar(other));
    }

    /** The larger; NaN if either is, elementwise: {@link Ufuncs#maximum}. */
    public NDArray maximum(NDArray other) {
        return Nd.maximum(this, other);
    }

    /**
     * The larger; NaN if either is, elementwise, y being a weak scalar: it takes this array's dtype where the kind
     * allows.
     */
    public NDArray maximum(double other) {
        return Nd.maximum(this, Nd.scalar(other));
    }

    /**
     * The larger; NaN if either is, elementwise, y being a weak scalar: it takes this array's dtype where the kind
     * allows.
     */
    public NDArray maximum(long other) {
        return Nd.maximum(this, Nd.scalar(other));
    }

    /** The smaller; NaN if either is, elementwise: {@link Ufuncs#minimum}. */
    public NDArray minimum(NDArray other) {
        return Nd.minimum(this, other);
    }

    /**
     * The smaller; NaN if either is, elementwise, y being a weak scalar: it takes this array's dtype where the kind
     * allows.
     */
    public NDArray minimum(double other) {
        return Nd.minimum(this, Nd.scalar(other));
    }

    /**
     * The smaller; NaN if either is, elementwise, y being a weak scalar: it takes this array's dtype where the kind
     * allows.
     */
    public NDArray minimum(long other) {
        return Nd.minimum(this, Nd.scalar(other));
    }

    /** Whether x == y, elementwise: {@link Ufuncs#equal}. */
    public NDArray equal(NDArray other) {
        return Nd.equal(this, other);
    }

    /** Whether x == y, elementwise, y being a weak scalar: it takes this array's dtype where the kind allows. */
    public NDArray equal(double other) {
        return Nd.equal(this, Nd.scalar(other));
    }

    /** Whether x == y, elementwise, y being a weak scalar: it takes this array's dtype where the kind allows. */
    public NDArray equal(long other) {
        return Nd.equal(this, Nd.scalar(other));
    }

    /** Whether x != y, elementwise: {@link Ufuncs#notEqual}. */
    public NDArray notEqual(NDArray other) {
        return Nd.notEqual(this, other);
    }

    /** Whether x != y, elementwise, y being a weak scalar: it takes this array's dtype where the kind allows. */
    public NDArray notEqual(double other) {
        return Nd.notEqual(this, Nd.scalar(other));
    }

    /** Whether x != y, elementwise, y being a weak scalar: it takes this array's dtype where the kind allows. */
    public NDArray notEqual(long other) {
        return Nd.notEqual(this, Nd.scalar(other));
    }

    /** Whether x &lt; y, elementwise: {@link Ufuncs#less}. */
    public NDArray less(NDArray other) {
        return Nd.less(this, other);
    }

    /** Whether x &lt; y, elementwise, y being a weak scalar: it takes this array's dtype where the kind allows. */
    public NDArray less(double other) {
        return Nd.less(this, Nd.scalar(other));
    }

    /** Whether x &lt; y, elementwise, y being a weak scalar: it takes this array's dtype where the kind allows. */
    public NDArray less(long other) {
        return Nd.less(this, Nd.scalar(other));
    }

    /** Whether x &lt;= y, elementwise: {@link Ufuncs#lessEqual}. */
    public NDArray lessEqual(NDArray other) {
        return Nd.lessEqual(this, other);
    }

    /** Whether x &lt;= y, elementwise, y being a weak scalar: it takes this array's dtype where the kind allows. */
    public NDArray lessEqual(double other) {
        return Nd.lessEqual(this, Nd.scalar(other));
    }

    /** Whether x &lt;= y, elementwise, y being a weak scalar: it takes this array's dtype where the kind allows. */
    public NDArray lessEqual(long other) {
        return Nd.lessEqual(this, Nd.scalar(other));
    }

    /** Whether x > y, elementwise: {@link Ufuncs#greater}. */
    public NDArray greater(NDArray other) {
        return Nd.greater(this, other);
    }

    /** Whether x > y, elementwise, y being a weak scalar: it takes this array's dtype where the kind allows. */
    public NDArray greater(double other) {
        return Nd.greater(this, Nd.scalar(other));
    }

    /** Whether x > y, elementwise, y being a weak scalar: it takes this array's dtype where the kind allows. */
    public NDArray greater(long other) {
        return Nd.greater(this, Nd.scalar(other));
    }

    /** Whether x >= y, elementwise: {@link Ufuncs#greaterEqual}. */
    public NDArray greaterEqual(NDArray other) {
        return Nd.greaterEqual(this, other);
    }

    /** Whether x >= y, elementwise, y being a weak scalar: it takes this array's dtype where the kind allows. */
    public NDArray greaterEqual(double other) {
        return Nd.greaterEqual(this, Nd.scalar(other));
    }

    /** Whether x >= y, elementwise, y being a weak scalar: it takes this array's dtype where the kind allows. */
    public NDArray greaterEqual(long other) {
        return Nd.greaterEqual(this, Nd.scalar(other));
    }

    /** x &amp; y, elementwise: {@link Ufuncs#bitwiseAnd}. */
    public NDArray bitwiseAnd(NDArray other) {
        return Nd.bitwiseAnd(this, other);
    }

    /** x | y, elementwise: {@link Ufuncs#bitwiseOr}. */
    public NDArray bitwiseOr(NDArray other) {
        return Nd.bitwiseOr(this, other);
    }

    /** x ^ y, elementwise: {@link Ufuncs#bitwiseXor}. */
    public NDArray bitwiseXor(NDArray other) {
        return Nd.bitwiseXor(this, other);
    }

    /** x &lt;&lt; y; 0 where y is not in [0, width), elementwise: {@link Ufuncs#leftShift}. */
    public NDArray leftShift(NDArray other) {
        return Nd.leftShift(this, other);
    }

    /** x >> y, elementwise: {@link Ufuncs#rightShift}. */
    public NDArray rightShift(NDArray other) {
        return Nd.rightShift(this, other);
    }

    /** -x, elementwise. */
    public NDArray negative() {
        return Nd.negative(this);
    }

    /** |x|; the modulus of complex numbers, elementwise. */
    public NDArray absolute() {
        return Nd.absolute(this);
    }

    /** The square root, elementwise. */
    public NDArray sqrt() {
        return Nd.sqrt(this);
    }

    /** The cube root, elementwise. */
    public NDArray cbrt() {
        return Nd.cbrt(this);
    }

    /** x * x, elementwise. */
    public NDArray square() {
        return Nd.square(this);
    }

    /** e to the power x, elementwise. */
    public NDArray exp() {
        return Nd.exp(this);
    }

    /** The natural logarithm, elementwise. */
    public NDArray log() {
        return Nd.log(this);
    }

    /** The sine of x radians, elementwise. */
    public NDArray sin() {
        return Nd.sin(this);
    }

    /** The cosine of x radians, elementwise. */
    public NDArray cos() {
        return Nd.cos(this);
    }

    /** The tangent of x radians, elementwise. */
    public NDArray tan() {
        return Nd.tan(this);
    }

    /** The hyperbolic tangent, elementwise. */
    public NDArray tanh() {
        return Nd.tanh(this);
    }

    /** The greatest integer not above x, elementwise. */
    public NDArray floor() {
        return Nd.floor(this);
    }

    /** The least integer not below x, elementwise. */
    public NDArray ceil() {
        return Nd.ceil(this);
    }

    /** Sets every element of this array, and of all views of it, to x + y, y being the other's. */
    public NDArray addInPlace(NDArray other) {
        return absorb(add(other));
    }

    /** Sets every element of this array, and of all views of it, to x + y, y being a weak scalar. */
    public NDArray addInPlace(double other) {
        return absorb(add(other));
    }

    /** Sets every element of this array, and of all views of it, to x + y, y being a weak scalar. */
    public NDArray addInPlace(long other) {
        return absorb(add(other));
    }

    /** Sets every element of this array, and of all views of it, to x - y, y being the other's. */
    public NDArray subtractInPlace(NDArray other) {
        return absorb(subtract(other));
    }

    /** Sets every element of this array, and of all views of it, to x - y, y being a weak scalar. */
    public NDArray subtractInPlace(double other) {
        return absorb(subtract(other));
    }

    /** Sets every element of this array, and of all views of it, to x - y, y being a weak scalar. */
    public NDArray subtractInPlace(long other) {
        return absorb(subtract(other));
    }

    /** Sets every element of this array, and of all views of it, to x * y, y being the other's. */
    public NDArray multiplyInPlace(NDArray other) {
        return absorb(multiply(other));
    }

    /** Sets every element of this array, and of all views of it, to x * y, y being a weak scalar. */
    public NDArray multiplyInPlace(double other) {
        return absorb(multiply(other));
    }

    /** Sets every element of this array, and of all views of it, to x * y, y being a weak scalar. */
    public NDArray multiplyInPlace(long other) {
        return absorb(multiply(other));
    }

    /** Sets every element of this array, and of all views of it, to x / y; integers in float64, y being the other's. */
    public NDArray divideInPlace(NDArray other) {
        return absorb(divide(other));
    }

    /** Sets every element of this array, and of all views of it, to x / y, y being a weak scalar. */
    public NDArray divideInPlace(double other) {
        return absorb(divide(other));
    }

    /** Sets every element of this array, and of all views of it, to x / y, y being a weak scalar. */
    public NDArray divideInPlace(long other) {
        return absorb(divide(other));
    }

    /**
     * Sets every element of this array, and of all views of it, to the greatest integer not above x / y, y being the
     * other's.
     */
    public NDArray floorDivideInPlace(NDArray other) {
        return absorb(floorDivide(other));
    }

    /**
     * Sets every element of this array, and of all views of it, to x - y * floor(x / y), the sign of y, y being the
     * other's.
     */
    public NDArray remainderInPlace(NDArray other) {
        return absorb(remainder(other));
    }

    /** Sets every element of this array, and of all views of it, to x to the power y, y being the other's. */
    public NDArray powerInPlace(NDArray other) {
        return absorb(power(other));
    }

    /** Sets every element of this array, and of all views of it, to x &amp; y, y being the other's. */
    public NDArray bitwiseAndInPlace(NDArray other) {
        return absorb(bitwiseAnd(other));
    }

    /** Sets every element of this array, and of all views of it, to x | y, y being the other's. */
    public NDArray bitwiseOrInPlace(NDArray other) {
        return absorb(bitwiseOr(other));
    }

    /** Sets every element of this array, and of all views of it, to x ^ y, y being the other's. */
    public NDArray bitwiseXorInPlace(NDArray other) {
        return absorb(bitwiseXor(other));
    }

    /**
     * Sets every element of this array, and of all views of it, to x &lt;&lt; y; 0 where y is not in [0, width), y
     * being the other's.
     */
    public NDArray leftShiftInPlace(NDArray other) {
        return absorb(leftShift(other));
    }

    /** Sets every element of this array, and of all views of it, to x >> y, y being the other's. */
    public NDArray rightShiftInPlace(NDArray other) {
        return absorb(rightShift(other));
    }

    /** Matrix product: {@link Nd#matmul}. */
    public NDArray matmul(NDArray other) {
        return Nd.matmul(this, other);
    }

    /** Matrix product, NumPy's {@code dot}. */
    public NDArray dot(NDArray other) {
        return Nd.dot(this, other);
    }

    // ---- reductions

    /** The sum of all elements. */
    public NDArray sum() {
        return Nd.sum(this, Over.all());
    }

    /** The sum along axes. */
    public NDArray sum(int... axis) {
        return Nd.sum(this, Over.axis(axis));
    }

    /** The sum over what {@code over} says. */
    public NDArray sum(Over over) {
        return Nd.sum(this, over);
    }

    /** The product of all elements. */
    public NDArray prod() {
        return Nd.prod(this, Over.all());
    }

    /** The product along axes. */
    public NDArray prod(int... axis) {
        return Nd.prod(this, Over.axis(axis));
    }

    /** The product over what {@code over} says. */
    public NDArray prod(Over over) {
        return Nd.prod(this, over);
    }

    /** The maximum; NaN if there is one of all elements. */
    public NDArray max() {
        return Nd.max(this, Over.all());
    }

    /** The maximum; NaN if there is one along axes. */
    public NDArray max(int... axis) {
        return Nd.max(this, Over.axis(axis));
    }

    /** The maximum; NaN if there is one over what {@code over} says. */
    public NDArray max(Over over) {
        return Nd.max(this, over);
    }

    /** The minimum; NaN if there is one of all elements. */
    public NDArray min() {
        return Nd.min(this, Over.all());
    }

    /** The minimum; NaN if there is one along axes. */
    public NDArray min(int... axis) {
        return Nd.min(this, Over.axis(axis));
    }

    /** The minimum; NaN if there is one over what {@code over} says. */
    public NDArray min(Over over) {
        return Nd.min(this, over);
    }

    /** Whether all are nonzero of all elements. */
    public NDArray all() {
        return Nd.all(this, Over.all());
    }

    /** Whether all are nonzero along axes. */
    public NDArray all(int... axis) {
        return Nd.all(this, Over.axis(axis));
    }

    /** Whether all are nonzero over what {@code over} says. */
    public NDArray all(Over over) {
        return Nd.all(this, over);
    }

    /** Whether one is nonzero of all elements. */
    public NDArray any() {
        return Nd.any(this, Over.all());
    }

    /** Whether one is nonzero along axes. */
    public NDArray any(int... axis) {
        return Nd.any(this, Over.axis(axis));
    }

    /** Whether one is nonzero over what {@code over} says. */
    public NDArray any(Over over) {
        return Nd.any(this, over);
    }

    /** The mean of all elements. */
    public NDArray mean() {
        return Nd.mean(this, Over.all());
    }

    /** The mean along axes. */
    public NDArray mean(int... axis) {
        return Nd.mean(this, Over.axis(axis));
    }

    /** The mean over what {@code over} says. */
    public NDArray mean(Over over) {
        return Nd.mean(this, over);
    }

    /** The variance of all elements. */
    public NDArray var() {
        return Nd.var(this, Over.all());
    }

    /** The variance along axes. */
    public NDArray var(int... axis) {
        return Nd.var(this, Over.axis(axis));
    }

    /** The variance over what {@code over} says. */
    public NDArray var(Over over) {
        return Nd.var(this, over);
    }

    /** The standard deviation of all elements. */
    public NDArray std() {
        return Nd.std(this, Over.all());
    }

    /** The standard deviation along axes. */
    public NDArray std(int... axis) {
        return Nd.std(this, Over.axis(axis));
    }

    /** The standard deviation over what {@code over} says. */
    public NDArray std(Over over) {
        return Nd.std(this, over);
    }

    /** The first index of the maximum, or of the first NaN, in row-major order. */
    public NDArray argmax() {
        return Nd.argmax(this, Over.all());
    }

    /** The first index of the maximum, or of the first NaN, over what {@code over} says. */
    public NDArray argmax(Over over) {
        return Nd.argmax(this, over);
    }

    /** The first index of the minimum, or of the first NaN, in row-major order. */
    public NDArray argmin() {
        return Nd.argmin(this, Over.all());
    }

    /** The first index of the minimum, or of the first NaN, over what {@code over} says. */
    public NDArray argmin(Over over) {
        return Nd.argmin(this, over);
    }

    // ---- running folds, picking, rounding

    /** Running sums of all elements in row-major order. */
    public NDArray cumsum() {
        return Nd.cumsum(this);
    }

    /** Running sums along an axis. */
    public NDArray cumsum(int axis) {
        return Nd.cumsum(this, axis);
    }

    /** Running products of all elements in row-major order. */
    public NDArray cumprod() {
        return Nd.cumprod(this);
    }

    /** Running products along an axis. */
    public NDArray cumprod(int axis) {
        return Nd.cumprod(this, axis);
    }

    /** The elements at these row-major positions. */
    public NDArray take(NDArray indices) {
        return Nd.take(this, indices);
    }

    /** These indices of an axis. */
    public NDArray take(NDArray indices, int axis) {
        return Nd.take(this, indices, axis);
    }

    /** Each element {@code repeats} times, in one axis. */
    public NDArray repeat(long repeats) {
        return Nd.repeat(this, repeats);
    }

    /** Each element {@code repeats} times along an axis. */
    public NDArray repeat(long repeats, int axis) {
        return Nd.repeat(this, repeats, axis);
    }

    /** Where elements are nonzero, one array of indices per axis; computes this array. */
    public NDArray[] nonzero() {
        return Nd.nonzero(this);
    }

    /** The main diagonal of the first two axes: a read-only view. */
    public NDArray diagonal() {
        return Nd.diagonal(this);
    }

    /** The sum of the main diagonal of the first two axes. */
    public NDArray trace() {
        return Nd.trace(this);
    }

    /** Elements below {@code min} or above {@code max} replaced by these. */
    public NDArray clip(NDArray min, NDArray max) {
        return Nd.clip(this, min, max);
    }

    /** Elements below {@code min} or above {@code max} replaced by these. */
    public NDArray clip(double min, double max) {
        return Nd.clip(this, min, max);
    }

    /** Elements below {@code min} or above {@code max} replaced by these. */
    public NDArray clip(long min, long max) {
        return Nd.clip(this, min, max);
    }

    /** The nearest integers, ties to even. */
    public NDArray round() {
        return Nd.round(this);
    }

    /** The nearest numbers with {@code decimals} digits after the point, ties to even. */
    public NDArray round(int decimals) {
        return Nd.round(this, decimals);
    }

    /** The real parts; of complex arrays a copy, where NumPy has a view. */
    public NDArray real() {
        return Nd.real(this);
    }

    /** The imaginary parts; of complex arrays a copy, where NumPy has a view. */
    public NDArray imag() {
        return Nd.imag(this);
    }

    /** The complex conjugate. */
    public NDArray conj() {
        return Nd.conjugate(this);
    }

    // ---- evaluation

    /** Computes the elements now, keeps them while this array is reachable, and returns this array. */
    public NDArray evaluate() {
        elements();
        return this;
    }

    /** The evaluated elements, in this process. */
    StoredArray stored() {
        return elements().here();
    }

    private Evaluated elements() {
        Expr version = handle.base().current();
        if (weak) {
            return of(version).elements(); // A handle of its own: operators read the number off this one's node.
        }
        if (handle.isOnlyReshaped()) {
            if (expr().op() instanceof Op.Stored(Op.Contents contents)) {
                return (Evaluated) contents;
            }
            Evaluation.evaluate(List.of(this));
            return elements();
        }
        Reading known = reading;
        if (known != null && known.version == version && !known.elements.isLost()) {
            return known.elements;
        }
        if (version.result() == null && version.type().bytes() <= SMALL_BASE) {
            // The base is worth keeping: else a loop that reads one element each turn would start from the beginning
            // each time.
            new NDArray(Handle.whole(handle.base()), version.type(), false, true).elements();
        }
        Evaluation.evaluate(List.of(this));
        return java.util.Objects.requireNonNull(reading).elements;
    }

    /** Takes over what an evaluation of {@code evaluated}, made from {@code version} of the base, gave. */
    void evaluated(Expr version, Expr evaluated, Evaluated elements) {
        if (weak) {
            return;
        }
        Expr node = Runtime.current().interner().of(new Op.Stored(elements), List.of(), evaluated.site());
        if (!Nodes.isConstant(evaluated)) { // An equal number elsewhere had better stay a number than be read.
            evaluated.computed(node);
        }
        if (handle.isOnlyReshaped()) {
            Shape own = version.type().shape();
            boolean same = own.equals(type.shape());
            handle.base().evaluated(version, same ? node : new Nodes().of(new Op.Reshape(own), node)); // The same elements.
        } else {
            node.use(); // A reading is a user: what it holds is not taken over in place.
            reading = new Reading(version, elements, node);
        }
    }

    /** What arrays that share memory share. */
    Handle.Base base() {
        return handle.base();
    }

    /** The version of the base that a reading now would see. */
    Expr version() {
        return handle.base().current();
    }

    /**
     * The only element as a double; of a complex one the real part.
     *
     * @throws ShapeException if there is not exactly one element
     */
    public double item() {
        return Constants.toDouble(dtype(), itemBits());
    }

    /** The only element as a long; floats are truncated. */
    public long itemLong() {
        return dtype().isInexact() ? (long) item() : itemBits();
    }

    private long itemBits() {
        if (size() != 1) {
            throw new ShapeException("item needs an array of one element, got shape " + shape());
        }
        long[] bits = new long[1];
        stored().forEachTile((_, elements) -> bits[0] = Interpreter.load(elements, 0, dtype().part()));
        return bits[0];
    }

    /** The elements in row-major order, converted to double; of complex ones the real parts. */
    public double[] toDoubles() {
        double[] out = onHeap("toDoubles", size(), Double.BYTES, double[]::new);
        Dtype part = dtype().part();
        forEachRun((at, elements, offset, count) -> {
            if (dtype() == Dtype.FLOAT64) {
                MemorySegment.copy(elements, ValueLayout.JAVA_DOUBLE_UNALIGNED, offset, out, at, count);
                return;
            }
            for (int k = 0; k < count; k++) {
                out[at + k] = Constants.toDouble(dtype(), Interpreter.load(elements, offset + (long) k * itemsize(), part));
            }
        });
        return out;
    }

    /** The elements in row-major order, converted to long; floats are truncated. */
    public long[] toLongs() {
        long[] out = onHeap("toLongs", size(), Long.BYTES, long[]::new);
        Dtype part = dtype().part();
        forEachRun((at, elements, offset, count) -> {
            for (int k = 0; k < count; k++) {
                long bits = Interpreter.load(elements, offset + (long) k * itemsize(), part);
                out[at + k] = dtype().isInexact() ? (long) Constants.toDouble(dtype(), bits) : bits;
            }
        });
        return out;
    }

    /** The elements in row-major order; only for bool. */
    public boolean[] toBooleans() {
        if (!dtype().isBool()) {
            throw new DtypeException("toBooleans needs bool, got " + dtype() + ": compare first");
        }
        boolean[] out = onHeap("toBooleans", size(), 1, boolean[]::new);
        forEachRun((at, elements, offset, count) -> {
            for (int k = 0; k < count; k++) {
                out[at + k] = Interpreter.load(elements, offset + k, Dtype.BOOL) != 0;
            }
        });
        return out;
    }

    /** The elements in row-major order as NumPy's {@code tobytes} gives them: little-endian. */
    public byte[] toBytes() {
        byte[] out = onHeap("toBytes", nbytes(), 1, byte[]::new);
        copyTo(MemorySegment.ofArray(out));
        return out;
    }

    /** A new array of {@code length} entries of {@code bytes} bytes for the result of {@code operation}. */
    private <T> T onHeap(String operation, long length, int bytes, IntFunction<T> make) {
        if (length > LONGEST_ON_HEAP) {
            throw new ShapeException(operation + " of " + type + " needs an array of length " + length
                    + ", more than Java has: read slices of it, or use copyTo");
        }
        try {
            return make.apply((int) length);
        } catch (OutOfMemoryError full) {
            throw new BudgetException(operation + " of " + type + " needs " + Estimator.bytes(length * bytes)
                    + " of the Java heap, which has not that much free: read slices of it, use copyTo, or raise -Xmx");
        }
    }

    /**
     * Writes the elements in row-major order, little-endian, to memory of {@link #nbytes} bytes.
     *
     * @throws ShapeException if the memory is shorter
     */
    public void copyTo(MemorySegment target) {
        if (target.byteSize() < nbytes()) {
            throw new ShapeException("copyTo of " + type + " needs " + nbytes() + " bytes, got " + target.byteSize());
        }
        Box all = new Box(new long[ndim()], shape().toArray());
        stored().forEachTile((box, elements) -> syrtis.run.BoxCopy.copy(elements, box, target, all, itemsize()));
    }

    /** Reads {@code count} elements that lie together; {@code at} is the first one's row-major position. */
    private interface Run {
        void read(int at, MemorySegment elements, long offset, int count);
    }

    private void forEachRun(Run reader) {
        stored().forEachTile((box, elements) -> {
            int rank = box.rank();
            int length = rank == 0 ? 1 : (int) box.extent()[rank - 1];
            boolean whole = box.size() == size();
            int run = whole ? (int) size() : length;
            long[] strides = shape().strides();
            for (long from = 0; from < box.size(); from += run) {
                long rest = from / length;
                long at = rank == 0 ? 0 : box.start()[rank - 1];
                for (int axis = rank - 2; axis >= 0; axis--) {
                    at += (box.start()[axis] + rest % box.extent()[axis]) * strides[axis];
                    rest /= box.extent()[axis];
                }
                reader.read((int) at, elements, from * itemsize(), run);
            }
        });
    }

    /** Shows how this array would be computed: {@code stage} is record, rewrite, plan or estimate. */
    public String explain(String stage) {
        return Evaluation.explain(List.of(this), stage);
    }

    /** Evaluates and prints as NumPy does; large arrays by their corners only. */
    @Override
    public String toString() {
        return ArrayPrinter.print(this);
    }
}
