package syrtis;

import org.jspecify.annotations.Nullable;

/**
 * What {@link Nd#nanToNum(NDArray, Replacements)} writes instead of numbers that are not finite.
 *
 * @param nan instead of NaN
 * @param posinf instead of positive infinity; null for the greatest number of the dtype
 * @param neginf instead of negative infinity; null for the least number of the dtype
 */
public record Replacements(
        double nan, @Nullable Double posinf, @Nullable Double neginf) {
    /** 0 for NaN, the dtype's extremes for infinities. */
    public static Replacements defaults() {
        return new Replacements(0, null, null);
    }
}
