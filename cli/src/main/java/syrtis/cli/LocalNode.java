package syrtis.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A node of a cluster that runs as a process of this machine.
 *
 * @param number among those of its role, from 1
 * @param started when its process started: another one may have its number later
 * @param nodes HOST:PORT for other nodes; empty where it is any port
 * @param clients HOST:PORT for clients; empty of workers
 */
record LocalNode(Role role, int number, long pid, Instant started, String nodes, String clients) {
    /** Clocks of processes are read off to the second. */
    private static final Duration CLOCKS_DIFFER = Duration.ofSeconds(2);

    private static final Pattern FORM = Pattern.compile("\\{\"role\": \"(\\w+)\", \"number\": (\\d+), \"pid\": (\\d+), \"started\": (\\d+), "
            + "\"nodes\": \"([^\"]*)\", \"clients\": \"([^\"]*)\"}");

    /** What a node does. */
    enum Role {
        SUPERVISOR,
        WORKER;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static LocalNode of(Role role, int number, Process process, String nodes, String clients) {
        return new LocalNode(role, number, process.pid(), started(process.toHandle()).orElse(Instant.now()), nodes, clients);
    }

    private static Optional<Instant> started(ProcessHandle handle) {
        return handle.info().startInstant();
    }

    String json() {
        return "{\"role\": \"" + role + "\", \"number\": " + number + ", \"pid\": " + pid + ", \"started\": " + started.toEpochMilli()
                + ", \"nodes\": \"" + nodes + "\", \"clients\": \"" + clients + "\"}";
    }

    /** The node in a line that {@link #json} has written. */
    static Optional<LocalNode> parse(String line) {
        Matcher parts = FORM.matcher(line);
        return parts.find()
                ? Optional.of(new LocalNode(
                        Role.valueOf(parts.group(1).toUpperCase(Locale.ROOT)),
                        Integer.parseInt(parts.group(2)),
                        Long.parseLong(parts.group(3)),
                        Instant.ofEpochMilli(Long.parseLong(parts.group(4))),
                        parts.group(5),
                        parts.group(6)))
                : Optional.empty();
    }

    /** {@code worker-2}. */
    String name() {
        return role + "-" + number;
    }

    /** Its process, if it is alive and still this node's. */
    Optional<ProcessHandle> process() {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(handle -> started(handle)
                        .map(start -> Duration.between(start, started).abs().compareTo(CLOCKS_DIFFER) <= 0)
                        .orElse(false))
                .filter(handle -> !isZombie());
    }

    boolean isAlive() {
        return process().isPresent();
    }

    /** Whether it has ended, and nobody has asked yet how: Java takes such for alive. */
    private boolean isZombie() {
        Path state = Path.of("/proc", Long.toString(pid), "stat");
        try {
            String text = Files.exists(state) ? Files.readString(state) : "";
            return text.startsWith("Z", text.lastIndexOf(") ") + 2);
        } catch (IOException gone) {
            return true; // Ended while it was looked at.
        }
    }

    /** Asks it to end. */
    void terminate() {
        process().ifPresent(ProcessHandle::destroy);
    }

    /** Ends it at once, as if its machine had lost power. */
    void kill() {
        process().ifPresent(ProcessHandle::destroyForcibly);
    }

    /** Stops it where it is, until it is to {@link #proceed}. */
    void freeze() throws IOException, InterruptedException {
        signal("STOP");
    }

    void proceed() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String signal) throws IOException, InterruptedException {
        if (isAlive() && new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).inheritIO().start().waitFor() != 0) {
            throw new IOException(name() + " (process " + pid + ") did not get signal " + signal);
        }
    }
}
