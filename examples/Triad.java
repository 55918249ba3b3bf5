import syrtis.*;
import syrtis.type.*;

/**
 * The triad A += B + s * C of 20 million elements, whose sum is exact.
 *
 * <pre>./syrtis run examples/Triad.java [n]</pre>
 */
void main(String[] args) {
    long n = args.length > 0 ? Long.parseLong(args[0]) : 20_000_000;
    NDArray a = Nd.arange(n).astype(Dtype.FLOAT64);
    NDArray b = a.remainder(8);
    NDArray c = a.remainder(5);
    a.addInPlace(b.add(c.multiply(0.5)));
    IO.println("sum " + a.sum().item());
}
