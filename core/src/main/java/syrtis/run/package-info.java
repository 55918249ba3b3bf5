/**
 * Doing it: {@link syrtis.run.LocalExecutor} runs a plan's tasks depth first, {@link syrtis.run.TaskRunner} does one task,
 * {@link syrtis.run.Store} keeps tiles in memory or on disk, {@link syrtis.run.Source}s and {@link syrtis.run.Sink}s are
 * files. Uses plans and kernels, knows no user handles.
 */
@org.jspecify.annotations.NullMarked
package syrtis.run;
