package syrtis.op;

import java.util.Optional;
import syrtis.type.BugException;
import syrtis.type.Dtype;

/**
 * How a mathematical function is computed: {@code usual}, unless the condition of {@code rare} holds, for which {@code rare}
 * is computed instead. Argument k is {@code load in<k>} of each body; a body stores one value and calls no function, so that a
 * compiler of bodies needs nothing else, and all compilers agree bit for bit.
 *
 * @param usual what is worth being fast: without branches, and right wherever the condition of {@code rare} is false
 * @param rare absent if {@code usual} is right everywhere
 */
public record Definition(Body usual, Optional<Rare> rare) {
    public Definition {
        require(usual);
    }

    /**
     * Arguments that need a longer way (huge angles, say), so seldom that compilers may branch.
     *
     * @param condition a bool
     */
    public record Rare(Body condition, Body value) {
        public Rare {
            require(condition);
            require(value);
            if (condition.code().get(condition.stores().getFirst()).dtype() != Dtype.BOOL) {
                throw new BugException("condition is no bool:\n" + condition);
            }
        }
    }

    private static void require(Body body) {
        boolean complete = body.stores().size() == 1
                && body.code().stream()
                        .noneMatch(step -> step instanceof Instruction.Call
                                || step instanceof Instruction.Index
                                || step instanceof Instruction.Param);
        if (!complete) {
            throw new BugException("not the body of a function:\n" + body);
        }
    }
}
