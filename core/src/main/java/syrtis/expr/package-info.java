/**
 * The user's graph: {@link syrtis.expr.Expr} nodes say what is to be computed, never how; {@link syrtis.expr.Rewriter}
 * makes a cheaper graph of equal meaning. Uses the language ({@code syrtis.op}), knows no tiles.
 */
@org.jspecify.annotations.NullMarked
package syrtis.expr;
