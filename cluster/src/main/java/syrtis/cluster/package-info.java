/**
 * Many processes that run array programs together: supervisors, which take jobs from clients and give orders, and workers, which
 * hold tiles and run tasks. Membership, failure detection and the place of each job are Pekko's; what a job orders is decided by
 * {@link syrtis.schedule}, tiles travel by {@link syrtis.transfer}.
 */
@NullMarked
package syrtis.cluster;

import org.jspecify.annotations.NullMarked;
