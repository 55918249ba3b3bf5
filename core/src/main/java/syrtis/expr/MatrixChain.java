package syrtis.expr;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import syrtis.op.Op;

/**
 * The cheapest order of a chain of matrix products, by dynamic programming over its splits (Godbole, "On efficient
 * computation of matrix chain products", IEEE Trans. Computers C-22(9), 1973). It moves roundings.
 */
final class MatrixChain {
    private static final int LONGEST = 24;

    private MatrixChain() {}

    static Optional<Expr> reorder(Expr node, Rule.Maker make) {
        if (!(node.op() instanceof Op.Contract) || node.type().shape().rank() != 2) {
            return Optional.empty();
        }
        List<Expr> factors = new ArrayList<>();
        flatten(node, factors);
        int n = factors.size();
        if (n < 3 || n > LONGEST) {
            return Optional.empty();
        }
        double[][] cost = new double[n][n];
        int[][] split = new int[n][n];
        for (int length = 2; length <= n; length++) {
            for (int i = 0; i + length <= n; i++) {
                int j = i + length - 1;
                cost[i][j] = Double.POSITIVE_INFINITY;
                for (int k = i; k < j; k++) {
                    double total = cost[i][k] + cost[k + 1][j] + flops(factors.get(i), factors.get(k), factors.get(j));
                    if (total < cost[i][j]) {
                        cost[i][j] = total;
                        split[i][j] = k;
                    }
                }
            }
        }
        return cost[0][n - 1] < cost(node) ? Optional.of(build(factors, split, 0, n - 1, node, make)) : Optional.empty();
    }

    private static void flatten(Expr node, List<Expr> factors) {
        if (node.op() instanceof Op.Contract && factors.size() < LONGEST) {
            flatten(node.arg(0), factors);
            flatten(node.arg(1), factors);
        } else {
            factors.add(node);
        }
    }

    private static double flops(Expr first, Expr middle, Expr last) {
        return (double) first.type().shape().dim(0) * middle.type().shape().dim(1) * last.type().shape().dim(1);
    }

    private static double cost(Expr node) {
        return node.op() instanceof Op.Contract
                ? cost(node.arg(0)) + cost(node.arg(1)) + flops(node.arg(0), node.arg(0), node.arg(1))
                : 0;
    }

    private static Expr build(List<Expr> factors, int[][] split, int i, int j, Expr like, Rule.Maker make) {
        if (i == j) {
            return factors.get(i);
        }
        int k = split[i][j];
        return make.make(
                new Op.Contract(),
                List.of(build(factors, split, i, k, like, make), build(factors, split, k + 1, j, like, make)),
                like);
    }
}
