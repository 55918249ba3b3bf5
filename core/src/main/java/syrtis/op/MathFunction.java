package syrtis.op;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import syrtis.type.Dtype;

/**
 * A mathematical function that scalar bodies call. Functions of floats have a {@link Definition}, a body that every compiler
 * compiles, so that all agree bit for bit and can vectorise it; {@code docs/accuracy.md} says how exact each is. The functions
 * of integers ({@link #GCD}, {@link #INTEGER_POWER}) have loops inside, so they are Java methods ({@code
 * syrtis.kernel.MathLibrary}); they work on 64-bit integers and wrap.
 */
public enum MathFunction {
    EXP(1, Formula.of(Exponentials::exp), Formula.of(Exponentials::exp).inFloat32()),
    EXP2(1, Formula.of(Exponentials::exp2), Formula.of(Exponentials::exp2).inFloat32()),
    EXPM1(
            1,
            Formula.of(Exponentials::expm1).unless(Exponentials::isHuge, Exponentials::expm1OfHuge),
            Formula.of(ShortFormulas::expm1).unless(Exponentials::isHuge, Exponentials::expm1OfHuge)),
    LOG(
            1,
            Formula.of(Logarithms::log).unless(FloatBits::isNotNormal, Logarithms::logOfUnusual),
            Formula.of(Logarithms::log)
                    .unless(FloatBits::isNotNormal, Logarithms::logOfUnusual)
                    .inFloat32()),
    LOG2(
            1,
            Formula.of(Logarithms::log2).unless(FloatBits::isNotNormal, Logarithms::log2OfUnusual),
            Formula.of(ShortFormulas::log2).unless(FloatBits::isNotNormal, Logarithms::logOfUnusual)),
    LOG10(
            1,
            Formula.of(Logarithms::log10).unless(FloatBits::isNotNormal, Logarithms::log10OfUnusual),
            Formula.of(ShortFormulas::log10).unless(FloatBits::isNotNormal, Logarithms::logOfUnusual)),
    LOG1P(
            1,
            Formula.of(Logarithms::log1p).unless(Logarithms::isUnusualAddend, Logarithms::log1pOfUnusual),
            Formula.of(ShortFormulas::log1p).unless(Logarithms::isUnusualAddend, Logarithms::log1pOfUnusual)),
    SIN(
            1,
            Formula.of(Trigonometry::sin).unless(Angle::isLarge, Trigonometry::sinOfLarge),
            Formula.of(Trigonometry::sin)
                    .unless(Angle::isLarge, Trigonometry::sinOfLarge)
                    .inFloat32()),
    COS(
            1,
            Formula.of(Trigonometry::cos).unless(Angle::isLarge, Trigonometry::cosOfLarge),
            Formula.of(Trigonometry::cos)
                    .unless(Angle::isLarge, Trigonometry::cosOfLarge)
                    .inFloat32()),
    TAN(
            1,
            Formula.of(Trigonometry::tan).unless(Angle::isLarge, Trigonometry::tanOfLarge),
            Formula.of(ShortFormulas::tan).unless(Angle::isLarge, Trigonometry::tanOfLarge)),
    ARCSIN(1, Formula.of(ArcFunctions::arcsin)),
    ARCCOS(1, Formula.of(ArcFunctions::arccos)),
    ARCTAN(1, Formula.of(ArcFunctions::arctan)),
    ARCTAN2(2, Formula.of(ArcFunctions::arctan2).unless(ArcFunctions::isExtreme, ArcFunctions::arctan2OfExtreme)),
    SINH(1, Formula.of(Hyperbolics::sinh).unless(Hyperbolics::isLarge, Hyperbolics::sinhOfLarge)),
    COSH(1, Formula.of(Hyperbolics::cosh).unless(Hyperbolics::isLarge, Hyperbolics::coshOfLarge)),
    TANH(1, Formula.of(Hyperbolics::tanh), Formula.of(Hyperbolics::tanh).inFloat32()),
    ARCSINH(
            1,
            Formula.of(InverseHyperbolics::arcsinh)
                    .unless(InverseHyperbolics::isLarge, InverseHyperbolics::arcsinhOfLarge)),
    ARCCOSH(
            1,
            Formula.of(InverseHyperbolics::arccosh)
                    .unless(InverseHyperbolics::isBelowOneOrLarge, InverseHyperbolics::arccoshOfUnusual)),
    ARCTANH(
            1,
            Formula.of(InverseHyperbolics::arctanh)
                    .unless(InverseHyperbolics::isOutsideOne, InverseHyperbolics::arctanhOutside)),
    CBRT(1, Formula.of(Powers::cbrt).unless(Powers::isNotNormal, Powers::cbrtOfUnusual)),
    HYPOT(2, Formula.of(Powers::hypot).unless(Powers::isExtreme, Powers::hypotOfExtreme)),
    POWER(
            2,
            Formula.of(Powers::power).unless(Powers::isUnusual, Powers::powerOfUnusual),
            Formula.of(ShortFormulas::power).unless(Powers::isUnusual, Powers::powerOfUnusual)),
    ERF(1, Formula.of(ErrorFunctions::erf), Formula.of(ErrorFunctions::erf).inFloat32()),
    ERFC(1, Formula.of(ErrorFunctions::erfc)),
    /** The next float from a towards b, in the operands' own dtype. */
    NEXTAFTER(2, Formula.of(Powers::nextafter), Formula.of(Powers::nextafter).inFloat32()),
    /** Greatest common divisor, non-negative; uint64 as its bit pattern when the dtype is unsigned. */
    GCD(2),
    /** a to the power b for b >= 0, wrapping; an error of the user's for b < 0. */
    INTEGER_POWER(2);

    /** What {@link #definition} has made so far: definitions are long, and most programs need few. */
    private static final Map<Key, Definition> DEFINITIONS = new ConcurrentHashMap<>();

    private final int arity;
    private final Map<Dtype, Formula> formulas;

    private record Key(MathFunction function, Dtype dtype) {}

    MathFunction(int arity) {
        this.arity = arity;
        formulas = Map.of();
    }

    /** float32 is computed in float64 and rounded once. */
    MathFunction(int arity, Formula formula) {
        this(arity, formula, formula);
    }

    MathFunction(int arity, Formula float64, Formula float32) {
        this.arity = arity;
        formulas = Map.of(Dtype.FLOAT64, float64, Dtype.FLOAT32, float32);
    }

    public int arity() {
        return arity;
    }

    /** How the function is computed for operands of {@code dtype}; empty if it is a Java method. */
    public Optional<Definition> definition(Dtype dtype) {
        return Optional.ofNullable(formulas.get(dtype))
                .map(formula -> DEFINITIONS.computeIfAbsent(new Key(this, dtype), _ -> formula.define(arity, dtype)));
    }
}
