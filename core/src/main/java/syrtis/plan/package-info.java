/**
 * What runs where: {@link syrtis.plan.Fuser} decides what is materialised and what only lives inside loops, {@link
 * syrtis.plan.Grid} cuts arrays into tiles, {@link syrtis.plan.Tiler} makes a {@link syrtis.plan.Plan} of {@link
 * syrtis.plan.Stage}s, {@link syrtis.plan.Estimator} bounds its memory. A plan is symbolic: its size does not depend on the
 * number of tiles. Knows no threads.
 */
@org.jspecify.annotations.NullMarked
package syrtis.plan;
