package syrtis.op;

/**
 * A number as the sum of two floats, the second being small beside the first: about twice the precision (T. J. Dekker, "A
 * floating-point technique for extending the available precision", 1971), with fused multiply-adds for exact products.
 */
record DoubleDouble(Scalar high, Scalar low) {
    /** {@code a + b} exactly, for |a| >= |b| or a = 0. */
    static DoubleDouble sum(Scalar a, Scalar b) {
        Scalar sum = a.plus(b);
        return new DoubleDouble(sum, a.minus(sum).plus(b));
    }

    /** {@code a * b + c} for |c| >= |a * b| or c = 0. */
    static DoubleDouble sum(Scalar a, Scalar b, Scalar c) {
        Scalar sum = a.fma(b, c);
        return new DoubleDouble(sum, a.fma(b, c.minus(sum)));
    }

    /** {@code a + b} for |a| >= |b| or a = 0. */
    static DoubleDouble sum(Scalar a, DoubleDouble b) {
        DoubleDouble sum = sum(a, b.high);
        return new DoubleDouble(sum.high, sum.low.plus(b.low));
    }

    /** {@code a * b} exactly. */
    static DoubleDouble product(Scalar a, Scalar b) {
        Scalar product = a.times(b);
        return new DoubleDouble(product, a.fma(b, product.negate()));
    }

    /** The product with a constant in two parts. */
    DoubleDouble times(double factor, double tail) {
        return times(new DoubleDouble(high.constant(factor), high.constant(tail)));
    }

    DoubleDouble times(DoubleDouble other) {
        DoubleDouble product = product(high, other.high);
        Scalar cross = high.fma(other.low, product.low);
        return new DoubleDouble(product.high, low.fma(other.high, cross));
    }

    DoubleDouble times(Scalar factor) {
        DoubleDouble product = product(high, factor);
        return new DoubleDouble(product.high, low.fma(factor, product.low));
    }

    /** The quotient, rounded; the remainder of the rounded quotient of the first parts corrects it. */
    Scalar over(DoubleDouble other) {
        return divide(other).value();
    }

    DoubleDouble divide(DoubleDouble other) {
        Scalar inverse = high.constant(1L).over(other.high);
        Scalar quotient = high.times(inverse);
        Scalar minus = quotient.negate();
        Scalar rest = minus.fma(other.low, minus.fma(other.high, high).plus(low));
        return new DoubleDouble(quotient, rest.times(inverse));
    }

    /** {@code condition ? this : otherwise}. */
    DoubleDouble where(Scalar condition, DoubleDouble otherwise) {
        return new DoubleDouble(condition.select(high, otherwise.high), condition.select(low, otherwise.low));
    }

    /** The same sum with its rounded value first. */
    DoubleDouble normal() {
        return sum(high, low);
    }

    /** The sum, rounded. */
    Scalar value() {
        return high.plus(low);
    }
}
