/**
 * What one job is to do next, and where: pure state machines without threads, clocks or network, so that they can be tried on any
 * number of workers, with any faults, in a test.
 */
@NullMarked
package syrtis.schedule;

import org.jspecify.annotations.NullMarked;
