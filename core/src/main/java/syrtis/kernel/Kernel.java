package syrtis.kernel;

/** What a task runs: a nest of loops over a scalar body, or a routine that a library has ready. Equal kernels share code. */
public sealed interface Kernel permits Loop, Routine {}
