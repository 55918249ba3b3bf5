import syrtis.*;
import syrtis.type.*;

/**
 * Ramba's star stencil of radius 2: every step adds to each cell of b the weighted neighbours of that cell in a. All
 * numbers are small multiples of 1/8, so the sum is exact.
 *
 * <pre>./syrtis run examples/StarStencil.java [n]</pre>
 */
void main(String[] args) {
    long n = args.length > 0 ? Long.parseLong(args[0]) : 4472;
    NDArray a = Nd.arange(n * n).astype(Dtype.FLOAT64).remainder(7).reshape(n, n).evaluate();
    NDArray b = Nd.zeros(Shape.of(n, n));
    for (int step = 0; step < 10; step++) {
        NDArray near = moved(a, -1, 0).add(moved(a, 1, 0)).add(moved(a, 0, -1)).add(moved(a, 0, 1));
        NDArray far = moved(a, -2, 0).add(moved(a, 2, 0)).add(moved(a, 0, -2)).add(moved(a, 0, 2));
        moved(b, 0, 0).addInPlace(near.multiply(0.25).add(far.multiply(0.125)));
        a.addInPlace(Nd.scalar(1.0));
        Nd.evaluate(a, b); // Both at once, step by step: all steps then share one kernel.
    }
    IO.println("sum " + b.sum().item());
}

/** The view of all cells but the two outermost, moved by some rows and columns. */
NDArray moved(NDArray a, long rows, long columns) {
    long height = a.shape().dim(0);
    long width = a.shape().dim(1);
    return a.get(Index.range(2 + rows, height - 2 + rows), Index.range(2 + columns, width - 2 + columns));
}
