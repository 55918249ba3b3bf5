import syrtis.*;
import syrtis.type.*;

/**
 * The standard deviation of a @ a.T - a for a random matrix a: near sqrt(2 n + 1) for normal random numbers.
 *
 * <pre>./syrtis run examples/MatrixSpread.java [n]</pre>
 */
void main(String[] args) {
    long n = args.length > 0 ? Long.parseLong(args[0]) : 4000;
    NDArray a = Random.defaultRng(0).normal(0, 1, Shape.of(n, n));
    NDArray std = a.matmul(a.T()).subtract(a).std();
    IO.println(std + ", expected " + Math.sqrt(2.0 * n + 1));
}
