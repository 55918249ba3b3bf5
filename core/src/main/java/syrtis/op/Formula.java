package syrtis.op;

import java.util.List;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import syrtis.type.Dtype;

/**
 * How the {@link Definition} of a mathematical function is written: from the symbols of its arguments to that of its result, all of
 * one dtype, in which the formula computes. A function of one argument ignores the second.
 */
record Formula(Dtype dtype, BinaryOperator<Scalar> usual, Optional<Rare> rare) {
    /** Where {@code condition} holds, {@code value} is the result. */
    record Rare(BinaryOperator<Scalar> condition, BinaryOperator<Scalar> value) {}

    /** A function of one float64 that one formula computes everywhere. */
    static Formula of(UnaryOperator<Scalar> usual) {
        return of((x, _) -> usual.apply(x));
    }

    /** A function of two float64 that one formula computes everywhere. */
    static Formula of(BinaryOperator<Scalar> usual) {
        return new Formula(Dtype.FLOAT64, usual, Optional.empty());
    }

    /** Except where {@code condition} holds. */
    Formula unless(UnaryOperator<Scalar> condition, UnaryOperator<Scalar> value) {
        return unless((x, _) -> condition.apply(x), (x, _) -> value.apply(x));
    }

    Formula unless(BinaryOperator<Scalar> condition, BinaryOperator<Scalar> value) {
        return new Formula(dtype, usual, Optional.of(new Rare(condition, value)));
    }

    /** The same formula, computed in float32. */
    Formula inFloat32() {
        return new Formula(Dtype.FLOAT32, usual, rare);
    }

    /** The definition for operands of dtype {@code operands}: cast to the formula's, and the result cast back. */
    Definition define(int arity, Dtype operands) {
        return new Definition(
                body(arity, operands, usual),
                rare.map(cases -> new Definition.Rare(
                        body(arity, operands, cases.condition), body(arity, operands, cases.value))));
    }

    private Body body(int arity, Dtype operands, BinaryOperator<Scalar> formula) {
        Body.Builder body = new Body.Builder();
        Scalar first = body.load(0, operands).cast(dtype);
        Scalar second = arity == 1 ? first : body.load(1, operands).cast(dtype);
        Scalar result = formula.apply(first, second);
        return body.build(List.of(result.dtype() == Dtype.BOOL ? result : result.cast(operands)));
    }
}
