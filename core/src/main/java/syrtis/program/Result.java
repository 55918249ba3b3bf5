package syrtis.program;

import java.util.ArrayList;
import java.util.List;
import syrtis.NDArray;
import syrtis.type.ProgramException;

/** What a program gave back: the value of its last line. */
public sealed interface Result {
    /** An array; a number is an array without axes. */
    record Single(NDArray array) implements Result {
        @Override
        public String toString() {
            return array.toString();
        }
    }

    /** A tuple or a list. */
    record Several(List<Result> items) implements Result {
        public Several {
            items = List.copyOf(items);
        }

        @Override
        public List<NDArray> arrays() {
            List<NDArray> arrays = new ArrayList<>();
            items.forEach(item -> arrays.addAll(item.arrays()));
            return arrays;
        }
    }

    /** What is no array: a dtype, a string, a function; as Python would print it. */
    record Other(String text) implements Result {
        @Override
        public String toString() {
            return text;
        }
    }

    /** Nothing: the last line is no expression, or its value is {@code None}. */
    record None() implements Result {
        @Override
        public String toString() {
            return "None";
        }
    }

    /**
     * The array, where there is one.
     *
     * @throws ProgramException if there is none or are several
     */
    default NDArray array() {
        List<NDArray> arrays = arrays();
        if (arrays.size() != 1) {
            throw new ProgramException("the program's last line gives " + arrays.size()
                    + " arrays, one was asked for: end it with the expression that is wanted");
        }
        return arrays.getFirst();
    }

    /** All arrays, in order, those of tuples within tuples too. */
    default List<NDArray> arrays() {
        return switch (this) {
            case Single single -> List.of(single.array());
            case Several several -> several.arrays();
            case Other _, None _ -> List.of();
        };
    }
}
