package syrtis.op;

import java.util.List;
import syrtis.type.Dtype;

/**
 * A function of the index: the rows of the family {@link Op.Generate}. A generated array has no bytes until something
 * needs them in memory; inside a fused loop it never has any.
 *
 * <p>Random rows are counter-based (Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as 1, 2, 3", SC11):
 * element {@code i} of a stream is a pure function of (key, stream, i), whatever the tiling. One block of
 * <b>Threefry2x64-20</b> on counter (i / 2, stream) gives the words of elements 2k and 2k + 1.
 */
public enum Generator {
    /** The value of parameter 0 everywhere. */
    FULL {
        @Override
        public Scalar formula(Position at, List<Scalar> params, Dtype dtype) {
            return params.get(0);
        }
    },
    /** Parameter 0 + flat index * parameter 1, both of the result's dtype. */
    ARANGE {
        @Override
        public Scalar formula(Position at, List<Scalar> params, Dtype dtype) {
            return params.get(0).plus(at.flat().cast(dtype).times(params.get(1)));
        }
    },
    /** Index * step + start, and exactly stop at the last index: parameters start, step, stop, last index (int64). */
    LINSPACE {
        @Override
        public Scalar formula(Position at, List<Scalar> params, Dtype dtype) {
            Dtype wide = params.get(0).dtype();
            Scalar value = at.flat().cast(wide).times(params.get(1)).plus(params.get(0));
            return at.flat().isEqual(params.get(3)).select(params.get(2), value).cast(dtype);
        }
    },
    /** 1 where column - row of the last two axes is parameter 0 (int64), else 0. */
    EYE {
        @Override
        public Scalar formula(Position at, List<Scalar> params, Dtype dtype) {
            return at.axis(-1).minus(at.axis(-2)).isEqual(params.get(0)).cast(dtype);
        }
    },
    /** True where column - row of the last two axes is at most parameter 0 (int64). */
    LOWER_TRIANGLE {
        @Override
        public Scalar formula(Position at, List<Scalar> params, Dtype dtype) {
            return at.axis(-1).minus(at.axis(-2)).lessEqual(params.get(0)).cast(dtype);
        }
    },
    /** Uniform on [low, high): parameters key, stream (uint64), low, high (float64). 53 random bits. */
    UNIFORM {
        @Override
        public Scalar formula(Position at, List<Scalar> params, Dtype dtype) {
            Scalar low = params.get(2);
            return low.plus(params.get(3).minus(low).times(unit(word(at, params)))).cast(dtype);
        }
    },
    /** Normal by inversion of one uniform (Wichura, algorithm AS 241 PPND16, 1988): key, stream, mean, deviation. */
    NORMAL {
        @Override
        public Scalar formula(Position at, List<Scalar> params, Dtype dtype) {
            Scalar z = RandomFormulas.normalQuantile(openUnit(word(at, params)));
            return params.get(2).plus(params.get(3).times(z)).cast(dtype);
        }
    },
    /** Exponential by inversion: key, stream, scale. */
    EXPONENTIAL {
        @Override
        public Scalar formula(Position at, List<Scalar> params, Dtype dtype) {
            Scalar u = unit(word(at, params));
            return params.get(2).times(u.negate().call(MathFunction.LOG1P).negate()).cast(dtype);
        }
    },
    /**
     * Integers on [low, low + range): key, stream, low (uint64 bits), range (uint64; 0 means 2^64). The high half of
     * word * range (Lemire, ACM TOMACS 29(1), 2019); its bias is below range / 2^64.
     */
    INTEGERS {
        @Override
        public Scalar formula(Position at, List<Scalar> params, Dtype dtype) {
            Scalar word = word(at, params);
            Scalar range = params.get(3);
            Scalar scaled = range.isEqual(range.constant(0L)).select(word, word.apply(Prim.MULTIPLY_HIGH, range));
            return params.get(2).plus(scaled).cast(dtype);
        }
    };

    /** Where the element is: int64 symbols. */
    public interface Position {
        /** Index along an axis; negative axes count from the end. */
        Scalar axis(int axis);

        /** Row-major index. */
        Scalar flat();

        /** {@code flat() / 2}. */
        Scalar pair();

        /** {@code flat() % 2 == 1}, a bool; a constant where the loop's stride shows it. */
        Scalar odd();
    }

    /** The element's value. */
    public abstract Scalar formula(Position at, List<Scalar> params, Dtype dtype);

    public String label() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    /** Whether the same element costs next to nothing to make again. */
    public boolean isCheap() {
        return this == FULL || this == ARANGE || this == LINSPACE || this == EYE || this == LOWER_TRIANGLE;
    }

    private static Scalar word(Position at, List<Scalar> params) {
        return RandomFormulas.threefryWord(params.get(0), at.pair().cast(Dtype.UINT64), params.get(1), at.odd());
    }

    /** The top 53 bits as k * 2^-53. */
    private static Scalar unit(Scalar word) {
        return top53(word).times(word.body().constant(Dtype.FLOAT64, 0x1p-53));
    }

    /** The top 53 bits as (k + 1/2) * 2^-53, never 0 or 1. */
    private static Scalar openUnit(Scalar word) {
        Scalar k = top53(word);
        return k.plus(k.constant(0.5)).times(k.constant(0x1p-53));
    }

    private static Scalar top53(Scalar word) {
        return word.apply(Prim.SHIFT_RIGHT, word.constant(11L)).cast(Dtype.INT64).cast(Dtype.FLOAT64);
    }
}
