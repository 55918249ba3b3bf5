package syrtis.bench;

import java.util.Arrays;

/** The times of some turns, in seconds. */
record Samples(double[] sorted) {
    Samples {
        if (sorted.length == 0) {
            throw new IllegalArgumentException("no samples");
        }
        sorted = sorted.clone();
        Arrays.sort(sorted);
    }

    /** The times, each multiplied. */
    Samples times(double factor) {
        return new Samples(Arrays.stream(sorted).map(second -> second * factor).toArray());
    }

    int count() {
        return sorted.length;
    }

    double median() {
        return quantile(0.5);
    }

    double least() {
        return sorted[0];
    }

    double most() {
        return sorted[sorted.length - 1];
    }

    /** The distance of the quartiles, as part of the median. */
    double spread() {
        return (quantile(0.75) - quantile(0.25)) / median();
    }

    private double quantile(double part) {
        double at = part * (sorted.length - 1);
        int below = (int) at;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }
}
