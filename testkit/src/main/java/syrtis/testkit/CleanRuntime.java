package syrtis.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import syrtis.Options;
import syrtis.Runtime;
import syrtis.type.Event;

/**
 * After every test nothing is left: no plan runs, no spill file exists, and once garbage is collected array memory is back to
 * what it was before the test; that of runtimes the test made, to nothing.
 *
 * <pre>{@code
 * @RegisterExtension
 * final CleanRuntime clean = new CleanRuntime();
 *
 * @Test
 * void smallBudgetsSpill() {
 *     Runtime small = clean.runtime(Options.defaults().withMemory(8 << 20));
 *     ...
 * }
 * }</pre>
 */
public final class CleanRuntime implements BeforeEachCallback, AfterEachCallback {
    private static final int MOST_COLLECTIONS = 20;

    private final List<Watched> watched = new ArrayList<>();

    /** A runtime, what it had before the test, and how many of its plans run now. */
    private record Watched(Runtime runtime, boolean own, long before, AtomicLong plans, Consumer<Event> listener) {
        static Watched of(Runtime runtime, boolean own, long before) {
            AtomicLong plans = new AtomicLong();
            Consumer<Event> listener = event -> {
                switch (event) {
                    case Event.PlanStarted _ -> plans.incrementAndGet();
                    case Event.PlanFinished _ -> plans.decrementAndGet();
                    case Event.TaskFinished _ -> {}
                }
            };
            runtime.listen(listener);
            return new Watched(runtime, own, before, plans, listener);
        }
    }

    /** A new runtime, closed and checked at the test's end. */
    public Runtime runtime(Options options) {
        Runtime runtime = Runtime.of(options);
        watched.add(Watched.of(runtime, true, 0));
        return runtime;
    }

    /** Does {@code work} in a runtime of the test's own with these options, closed and checked at the test's end. */
    public <T> T in(Options options, Callable<T> work) {
        Runtime runtime = watched.stream()
                .filter(watch -> watch.own && watch.runtime.options().equals(options))
                .findFirst()
                .map(Watched::runtime)
                .orElseGet(() -> runtime(options));
        return in(runtime, work);
    }

    /** Does {@code work} in a runtime; what it throws comes out unchanged. */
    public static <T> T in(Runtime runtime, Callable<T> work) {
        try {
            return runtime.run(work);
        } catch (RuntimeException wrong) {
            throw wrong;
        } catch (Exception wrong) {
            throw new IllegalStateException(wrong);
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        Runtime current = Runtime.current();
        if (current.usedMemory() > 0) {
            current.reclaim(); // What tests before this one left unreachable must not hide what this one leaves.
        }
        watched.add(Watched.of(current, false, current.usedMemory()));
    }

    @Override
    public void afterEach(ExtensionContext context) {
        List<Watched> all = List.copyOf(watched);
        watched.clear();
        boolean failed = context.getExecutionException().isPresent(); // Its stack may hold arrays; it says enough.
        try {
            if (!failed) {
                all.forEach(CleanRuntime::check);
            }
        } finally {
            all.forEach(watch -> {
                watch.runtime.unlisten(watch.listener);
                if (watch.own) {
                    watch.runtime.close();
                }
            });
        }
        if (!failed) {
            all.forEach(watch -> assertEquals(List.of(), spillFiles(watch.runtime), "spill files are left"));
        }
    }

    private static void check(Watched watch) {
        assertEquals(0, watch.plans.get(), "plans are still running");
        for (int k = 0; k < MOST_COLLECTIONS && watch.runtime.usedMemory() > watch.before; k++) {
            watch.runtime.reclaim();
        }
        if (watch.runtime.usedMemory() > watch.before) {
            assertEquals(watch.before, watch.runtime.usedMemory(), "bytes of array memory are left");
        }
    }

    private static List<String> spillFiles(Runtime runtime) {
        Path folder = runtime.options().spill();
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("syrtis-") && name.endsWith(".spill"))
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
