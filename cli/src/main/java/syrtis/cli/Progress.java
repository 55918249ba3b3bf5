package syrtis.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import syrtis.type.Event;

/** A bar on a terminal for a plan that takes longer than a second; it vanishes with the plan. */
final class Progress implements Consumer<Event>, AutoCloseable {
    private static final int WIDTH = 30;
    private static final long PATIENCE_NANOS = 1_000_000_000;
    private static final long PAUSE_MILLIS = 200;

    private final PrintWriter terminal;
    private final LongAdder done = new LongAdder();
    private long plan;
    private long tasks;
    private long started;
    private boolean shown;

    /** Draws on {@code terminal} if the process's standard error is one. */
    Progress(PrintWriter terminal) {
        this.terminal = terminal;
        Thread.ofPlatform().daemon().name("syrtis-progress").start(this::paint);
    }

    @Override
    public void accept(Event event) {
        switch (event) {
            case Event.PlanStarted start -> start(start);
            case Event.TaskFinished _ -> done.increment();
            case Event.PlanFinished end -> end(end);
        }
    }

    private synchronized void start(Event.PlanStarted event) {
        plan = event.plan();
        tasks = event.tasks();
        started = System.nanoTime();
        done.reset();
    }

    private synchronized void end(Event.PlanFinished event) {
        if (event.plan() == plan) {
            tasks = 0;
            clear();
        }
    }

    private void paint() {
        try {
            do {
                Thread.sleep(PAUSE_MILLIS);
            } while (!isLate());
            if (Terminal.isStandardError()) {
                while (draw()) {
                    Thread.sleep(PAUSE_MILLIS);
                }
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean isLate() {
        return tasks != 0 && System.nanoTime() - started > PATIENCE_NANOS;
    }

    /** False once this is closed. */
    private synchronized boolean draw() {
        if (isLate()) {
            double part = Math.min(1, (double) done.sum() / tasks);
            double seconds = (System.nanoTime() - started) / 1e9;
            String bar = "#".repeat((int) (part * WIDTH)) + "-".repeat(WIDTH - (int) (part * WIDTH));
            String rest = part > 0.02 ? String.format(Locale.ROOT, ", %.0f s to go", seconds / part - seconds) : "";
            terminal.printf(Locale.ROOT, "\r[%s] %3.0f %%  %.0f s%s\033[K", bar, part * 100, seconds, rest);
            terminal.flush();
            shown = true;
        }
        return tasks >= 0;
    }

    private void clear() {
        if (shown) {
            terminal.print("\r\033[K");
            terminal.flush();
            shown = false;
        }
    }

    @Override
    public synchronized void close() {
        clear();
        tasks = -1;
    }
}
