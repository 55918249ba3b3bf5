import syrtis.*;
import syrtis.type.*;

/**
 * Estimates pi from n random points in a square: the part of them that lies within its circle, times 4. The points,
 * 16 GB of them, never exist all at once.
 *
 * <pre>./syrtis run examples/MonteCarloPi.java [n]</pre>
 */
void main(String[] args) {
    long n = args.length > 0 ? Long.parseLong(args[0]) : 1_000_000_000;
    NDArray points = Random.defaultRng(0).uniform(-1, 1, Shape.of(n, 2));
    NDArray inside = points.power(2).sum(1).sqrt().less(1);
    IO.println(4 * inside.sum().item() / n);
}
