package syrtis.program;

/** What brackets can follow besides arrays, lists and the like. */
sealed interface Subscripted permits GridMaker, Flat {
    Value get(Value index);

    /** {@code this[index] = value}. */
    void set(Value index, Value value);
}
