package syrtis.op;

import java.util.Locale;
import syrtis.type.Dtype;

/**
 * An associative operation with a neutral element: what {@link Op.Reduce} folds, {@link Op.Scan} accumulates and
 * {@link Op.Scatter} adds with. The neutral element changes no bit of what it is combined with.
 */
public enum Monoid {
    SUM {
        @Override
        public Scalar combine(Scalar a, Scalar b) {
            return a.plus(b);
        }

        @Override
        public Scalar identity(Body.Builder body, Dtype dtype) {
            if (!dtype.isInexact()) {
                return body.constant(dtype, 0L);
            }
            Scalar zero = body.constant(dtype.part(), -0.0); // -0.0 + x is x, also for x = -0.0
            return dtype.isComplex() ? zero.withImaginary(zero) : zero;
        }
    },
    PROD {
        @Override
        public Scalar combine(Scalar a, Scalar b) {
            return a.times(b);
        }

        @Override
        public Scalar identity(Body.Builder body, Dtype dtype) {
            return body.constant(dtype, 1L);
        }
    },
    MAX {
        @Override
        public Scalar combine(Scalar a, Scalar b) {
            return a.dtype().isComplex() ? ComplexFormulas.maximum(a, b) : a.apply(Prim.MAXIMUM, b);
        }

        @Override
        public Scalar identity(Body.Builder body, Dtype dtype) {
            return dtype.isInexact()
                    ? extreme(body, dtype, Double.NEGATIVE_INFINITY)
                    : body.constant(dtype, dtype.isBool() ? 0 : dtype.minimum());
        }
    },
    MIN {
        @Override
        public Scalar combine(Scalar a, Scalar b) {
            return a.dtype().isComplex() ? ComplexFormulas.minimum(a, b) : a.apply(Prim.MINIMUM, b);
        }

        @Override
        public Scalar identity(Body.Builder body, Dtype dtype) {
            return dtype.isInexact()
                    ? extreme(body, dtype, Double.POSITIVE_INFINITY)
                    : body.constant(dtype, dtype.maximum());
        }
    },
    ALL {
        @Override
        public Scalar combine(Scalar a, Scalar b) {
            return a.and(b);
        }

        @Override
        public Scalar identity(Body.Builder body, Dtype dtype) {
            return body.constant(dtype, 1L);
        }
    },
    ANY {
        @Override
        public Scalar combine(Scalar a, Scalar b) {
            return a.or(b);
        }

        @Override
        public Scalar identity(Body.Builder body, Dtype dtype) {
            return body.constant(dtype, 0L);
        }
    };

    /** The operation, on symbols of the result's dtype. */
    public abstract Scalar combine(Scalar a, Scalar b);

    /** The neutral element. */
    public abstract Scalar identity(Body.Builder body, Dtype dtype);

    /** The dtype of the result, to which the operand is cast first: NumPy sums small integers in 64 bits. */
    public Dtype result(Dtype operand) {
        return switch (this) {
            case SUM, PROD -> accumulator(operand);
            case MAX, MIN -> operand;
            case ALL, ANY -> Dtype.BOOL;
        };
    }

    /** Whether an empty array has a result. */
    public boolean hasIdentity() {
        return this != MAX && this != MIN;
    }

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static Dtype accumulator(Dtype operand) {
        return switch (operand.kind()) {
            case BOOL, SIGNED -> Dtype.INT64;
            case UNSIGNED -> Dtype.UINT64;
            case FLOAT, COMPLEX -> operand;
        };
    }

    /** Complex numbers are ordered by real part, then imaginary part. */
    private static Scalar extreme(Body.Builder body, Dtype dtype, double infinity) {
        Scalar part = body.constant(dtype.part(), infinity);
        return dtype.isComplex() ? part.withImaginary(part) : part;
    }
}
