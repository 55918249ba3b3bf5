package syrtis.op;

import syrtis.type.Dtype;

/** The scalar bodies of the random generators. */
public final class RandomFormulas {
    /** Rotation distances of Threefry2x64 (Salmon et al. 2011, table 2). */
    private static final int[] ROTATIONS = {16, 42, 12, 31, 16, 32, 24, 21};

    private static final long SKEIN_PARITY = 0x1BD11BDAA9FC1A22L;
    private static final int ROUNDS = 20;

    private RandomFormulas() {}

    /**
     * Both words of Threefry2x64-20 on counter (c0, c1) under key (k0, k1); all uint64 symbols.
     */
    public static Scalar[] threefry(Scalar k0, Scalar k1, Scalar c0, Scalar c1) {
        Scalar[] key = {k0, k1, k0.apply(Prim.XOR, k1).apply(Prim.XOR, k0.constant(SKEIN_PARITY))};
        Scalar x0 = c0.plus(key[0]);
        Scalar x1 = c1.plus(key[1]);
        for (int round = 0; round < ROUNDS; round++) {
            x0 = x0.plus(x1);
            x1 = x1.apply(Prim.ROTATE_LEFT, x1.constant((long) ROTATIONS[round % 8])).apply(Prim.XOR, x0);
            if (round % 4 == 3) {
                int injection = round / 4 + 1;
                x0 = x0.plus(key[injection % 3]);
                // Grouped so that the addend does not change in a loop.
                x1 = x1.plus(key[(injection + 1) % 3].plus(x1.constant((long) injection)));
            }
        }
        return new Scalar[] {x0, x1};
    }

    /** Word {@code odd ? 1 : 0} of the block of pair {@code pair} in stream {@code stream}. */
    static Scalar threefryWord(Scalar key, Scalar pair, Scalar stream, Scalar odd) {
        Scalar[] words = threefry(key, key.constant(0L), pair, stream);
        return odd.select(words[1], words[0]);
    }

    /** Coefficients of PPND16, Wichura 1988: numerators and denominators of three ranges, constant term first. */
    private static final double[][] PPND16 = {
        {
            3.3871328727963666080e0, 1.3314166789178437745e+2, 1.9715909503065514427e+3, 1.3731693765509461125e+4,
            4.5921953931549871457e+4, 6.7265770927008700853e+4, 3.3430575583588128105e+4, 2.5090809287301226727e+3
        },
        {
            1.0, 4.2313330701600911252e+1, 6.8718700749205790830e+2, 5.3941960214247511077e+3,
            2.1213794301586595867e+4, 3.9307895800092710610e+4, 2.8729085735721942674e+4, 5.2264952788528545610e+3
        },
        {
            1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0, 3.64784832476320460504e0,
            1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4
        },
        {
            1.0, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
            1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9
        },
        {
            6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0, 2.96560571828504891230e-1,
            2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7
        },
        {
            1.0, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
            7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15
        }
    };

    /** The quantile function of the standard normal distribution at p in (0, 1), relative error about 1e-16. */
    static Scalar normalQuantile(Scalar p) {
        Scalar q = p.minus(p.constant(0.5));
        Scalar central = p.constant(0.180625).minus(q.times(q));
        Scalar middle = q.times(ratio(central, 0));
        Scalar tail = q.lessThan(p.constant(0L)).select(p, p.constant(1L).minus(p));
        Scalar r = tail.call(MathFunction.LOG).negate().apply(Prim.SQRT);
        Scalar near = ratio(r.minus(r.constant(1.6)), 2);
        Scalar far = ratio(r.minus(r.constant(5.0)), 4);
        Scalar outer = r.lessEqual(r.constant(5.0)).select(near, far);
        Scalar signed = q.lessThan(p.constant(0L)).select(outer.negate(), outer);
        return q.absolute().lessEqual(q.constant(0.425)).select(middle, signed);
    }

    private static Scalar ratio(Scalar x, int row) {
        return polynomial(x, PPND16[row]).over(polynomial(x, PPND16[row + 1]));
    }

    private static Scalar polynomial(Scalar x, double[] coefficients) {
        Scalar sum = x.body().constant(Dtype.FLOAT64, coefficients[coefficients.length - 1]);
        for (int degree = coefficients.length - 2; degree >= 0; degree--) {
            sum = sum.times(x).plus(x.constant(coefficients[degree]));
        }
        return sum;
    }
}
