/**
 * The language: the closed families of operators ({@link syrtis.op.Op}), their rows ({@link syrtis.op.Elementwise},
 * {@link syrtis.op.Monoid}, {@link syrtis.op.Generator}), and the scalar bodies the rows are made of ({@link
 * syrtis.op.Scalar} writes them, {@link syrtis.op.Body} holds them). It knows types, not graphs, tiles or threads.
 */
@org.jspecify.annotations.NullMarked
package syrtis.op;
