package syrtis;

/** Which part of a convolution of n and m elements, n being more, is wanted. */
public enum Convolution {
    /** Wherever the arrays overlap: n + m - 1 elements. */
    FULL,
    /** The n elements in the middle. */
    SAME,
    /** Where the arrays overlap wholly: n - m + 1 elements. */
    VALID
}
