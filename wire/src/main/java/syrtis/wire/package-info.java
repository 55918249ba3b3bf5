/**
 * The protocol between a cluster and its clients. {@link syrtis.wire.GraphCodec} turns graphs of {@link syrtis.expr.Expr} into bytes and
 * back; {@link syrtis.wire.WireServer} and {@link syrtis.wire.WireClient} carry them. It uses core, and nothing in core knows it.
 */
@org.jspecify.annotations.NullMarked
package syrtis.wire;
