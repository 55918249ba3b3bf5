import syrtis.*;
import syrtis.type.*;

/**
 * A picture, softened by a Gaussian blur, and its edges after Sobel. Its borders are cut off.
 *
 * <pre>./syrtis run examples/Picture.java [data/china.jpg]</pre>
 */
void main(String[] args) {
    NDArray picture = InputOutput.imread(args.length > 0 ? args[0] : "data/china.jpg");
    InputOutput.imsave("blurred.png", blur(picture, 3.0, 9).astype(Dtype.UINT8));
    NDArray gray = blur(picture, 1.0, 3).matmul(Nd.of(0.299, 0.587, 0.114));
    NDArray down = bothWays(gray, Nd.of(1, 0, -1), Nd.of(1, 2, 1));
    NDArray across = bothWays(gray, Nd.of(1, 2, 1), Nd.of(1, 0, -1));
    InputOutput.imsave("edges.png", Nd.hypot(down, across).minimum(Nd.scalar(255)).astype(Dtype.UINT8));
}

NDArray blur(NDArray image, double sigma, long radius) {
    NDArray weights = Nd.arange(-radius, radius + 1).power(2).divide(-2 * sigma * sigma).exp();
    NDArray share = weights.divide(weights.sum());
    return bothWays(image, share, share);
}

NDArray bothWays(NDArray image, NDArray down, NDArray across) {
    return slide(slide(image, down).swapaxes(0, 1), across).swapaxes(0, 1);
}

/** The weighted sum of as many neighbouring rows as there are weights. */
NDArray slide(NDArray image, NDArray weights) {
    long rows = image.shape().dim(0) - weights.size() + 1;
    NDArray sum = weights.get(0).multiply(image.get(Index.to(rows)));
    for (long k = 1; k < weights.size(); k++) {
        sum = sum.add(weights.get(k).multiply(image.get(Index.range(k, k + rows))));
    }
    return sum;
}

