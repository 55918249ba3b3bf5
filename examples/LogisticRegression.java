import syrtis.*;
import syrtis.type.*;

/**
 * Newton's method for logistic regression, as in NumS, on the Wisconsin breast cancer data: is a tumour benign?
 *
 * <pre>./syrtis run examples/LogisticRegression.java [data/wdbc.csv]</pre>
 */
void main(String[] args) {
    String file = args.length > 0 ? args[0] : "data/wdbc.csv";
    NDArray data = InputOutput.loadtxt(file, InputOutput.Loadtxt.defaults().delimiter(","));
    NDArray features = data.get(Index.all(), Index.to(-1));
    NDArray benign = data.get(Index.all(), Index.at(-1));
    features = features.subtract(features.mean(0)).divide(features.std(0));
    NDArray x = Nd.concatenate(List.of(Nd.ones(Shape.of(data.shape().dim(0), 1)), features), 1);
    NDArray beta = Nd.zeros(Shape.of(x.shape().dim(1)));
    for (int step = 0; step < 10; step++) {
        NDArray p = Nd.scalar(1.0).divide(x.matmul(beta).negative().exp().add(1));
        NDArray gradient = x.T().matmul(p.subtract(benign)).add(beta); // A ridge of 1.
        NDArray weighted = x.T().multiply(p.multiply(Nd.scalar(1.0).subtract(p)));
        NDArray hessian = weighted.matmul(x).add(Nd.eye(beta.size()));
        beta = beta.subtract(solve(hessian, gradient));
    }
    IO.println(x.matmul(beta).greater(0).equal(benign.greater(0.5)).mean() + " of the cases are told rightly");
}

/** Gauss-Jordan elimination; needs no pivots, as the matrix is symmetric and positive. */
NDArray solve(NDArray matrix, NDArray vector) {
    NDArray table = Nd.concatenate(List.of(matrix, Nd.expandDims(vector, 1)), 1);
    for (long k = 0; k < vector.size(); k++) {
        NDArray pivot = table.get(k).divide(table.get(k, k));
        table = table.subtract(table.get(Index.all(), Index.range(k, k + 1)).multiply(pivot));
        table.set(pivot, Index.at(k));
    }
    return table.get(Index.all(), Index.at(-1));
}
