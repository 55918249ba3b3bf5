package syrtis.wire;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import syrtis.expr.Expr;
import syrtis.expr.Interner;
import syrtis.op.Elementwise;
import syrtis.op.Generator;
import syrtis.op.Monoid;
import syrtis.op.Op;
import syrtis.op.View;
import syrtis.type.CallSite;
import syrtis.type.Dtype;
import syrtis.type.DtypeException;
import syrtis.type.Shape;
import syrtis.type.Type;

/** One node of each kind: every family, with every row of it, over every dtype that it takes. */
final class Gallery {
    private static final Shape MATRIX = Shape.of(3, 3);

    private final Interner interner;
    private final List<Expr> nodes = new ArrayList<>();
    private int lines;

    private Gallery(Interner interner) {
        this.interner = interner;
    }

    /** Files are {@code origin}; stored arrays hold nothing. */
    static List<Expr> nodes(Interner interner, Op.Origin origin) {
        Gallery gallery = new Gallery(interner);
        for (Dtype dtype : Dtype.values()) {
            gallery.leaves(dtype);
            gallery.folds(dtype);
            gallery.elements(dtype);
            gallery.moves(dtype);
        }
        gallery.add(new Op.Read(origin));
        return gallery.nodes;
    }

    private Expr add(Op op, Expr... args) {
        Expr node = interner.of(op, List.of(args), new CallSite("Gallery.java", ++lines));
        nodes.add(node);
        return node;
    }

    private Expr stored(Dtype dtype, long... shape) {
        return add(new Op.Stored(new Held(new Type(dtype, Shape.of(shape)))));
    }

    private static final class Held implements Op.Contents {
        private final Type type;

        Held(Type type) {
            this.type = type;
        }

        @Override
        public Type type() {
            return type;
        }
    }

    private void leaves(Dtype dtype) {
        stored(dtype, 3, 3);
        stored(dtype);
        stored(dtype, 0, 7);
        for (Generator generator : Generator.values()) {
            Type type = new Type(dtype, MATRIX);
            boolean counts = !dtype.isBool() && !dtype.isComplex();
            Number one = dtype.isInexact() ? (Number) (-0.0) : (Number) 1L;
            switch (generator) {
                case FULL -> add(Op.Generate.full(one, one, type));
                case ARANGE -> {
                    if (counts) {
                        add(new Op.Generate(generator, List.of(one, one), List.of(dtype, dtype), type));
                    }
                }
                case LINSPACE -> add(new Op.Generate(generator, List.of(0.1, Double.NaN, Double.NEGATIVE_INFINITY, -1L),
                        List.of(Dtype.FLOAT64, Dtype.FLOAT64, Dtype.FLOAT64, Dtype.INT64), type));
                case EYE, LOWER_TRIANGLE ->
                    add(new Op.Generate(generator, List.of(Long.MIN_VALUE), List.of(Dtype.INT64), type));
                case UNIFORM, NORMAL, EXPONENTIAL -> add(new Op.Generate(generator, List.of(-1L, 2L, Double.MIN_VALUE, 1.0),
                        List.of(Dtype.UINT64, Dtype.UINT64, Dtype.FLOAT64, Dtype.FLOAT64), type));
                case INTEGERS -> add(new Op.Generate(generator, List.of(1L, 2L, 3L, Long.MAX_VALUE),
                        Collections.nCopies(4, Dtype.UINT64), type));
            }
        }
    }

    private void folds(Dtype dtype) {
        for (Monoid monoid : Monoid.values()) {
            boolean isNarrow = dtype.isInteger() && monoid.result(dtype).isInteger(); // As with NumPy's dtype=.
            if (monoid.result(dtype) == dtype || isNarrow) {
                add(new Op.Reduce(monoid, 1), stored(dtype, 2, 5));
                add(new Op.Scan(monoid, 0), stored(dtype, 2, 5));
            }
        }
        if (dtype.isFloat()) {
            add(new Op.Contract(), stored(dtype, 2, 3, 4), stored(dtype, 2, 4, 5));
        }
    }

    private void elements(Dtype dtype) {
        for (Dtype to : Dtype.values()) {
            add(new Op.Cast(to), stored(dtype, 2));
        }
        for (Elementwise row : Elementwise.values()) {
            try {
                List<Dtype> needed = row.signature(Collections.nCopies(row.arity(), dtype)).operands();
                add(row, needed.stream().map(operand -> stored(operand, 2)).toArray(Expr[]::new));
            } catch (DtypeException none) {
                // This row is not for this dtype; GraphCodecTest sees that each row is there at least once.
            }
        }
    }

    private void moves(Dtype dtype) {
        Expr x = stored(dtype, 3, 4);
        Shape shape = x.type().shape();
        Stream.of(
                        View.permute(shape, 1, 0),
                        View.broadcast(shape, Shape.of(2, 3, 4)),
                        View.slice(shape, 0, 2, -1, 3),
                        View.slice(shape, 1, 0, 1 << 20, 1),
                        View.slice(shape, 1, 4, 3, 0),
                        View.at(shape, 1, 2),
                        View.insert(shape, 1, 1),
                        new View(shape, Shape.of(3), List.of(new View.Step(0, 0, 1), new View.Step(0, 1, 1))))
                .forEach(view -> add(view, x));
        add(new Op.Reshape(Shape.of(2, 6)), x);
        add(new Op.Concat(1), x, stored(dtype, 3, 1), x);
        add(new Op.Update(View.slice(shape, 0, 1, 1, 2)), x, stored(dtype, 2, 4));
        add(new Op.Gather(1), x, stored(Dtype.INT64, 2, 2));
        for (Op.Scatter.Combine combine : Op.Scatter.Combine.values()) {
            add(new Op.Scatter(combine), stored(dtype, 9), stored(Dtype.INT64, 2), stored(dtype, 2));
        }
    }
}
