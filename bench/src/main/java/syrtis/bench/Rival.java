package syrtis.bench;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * A rival's process, which lives as long as the run. It is told one line and answers one: what to prepare, then when
 * to take a turn; it measures the seconds itself. One that has ended is started again for the next workload.
 */
final class Rival implements AutoCloseable {
    private final Contender contender;
    private final ProcessBuilder builder;
    private final String version;
    private Process process;
    private BufferedWriter to;
    private BufferedReader from;

    private Rival(Contender contender, ProcessBuilder builder) throws IOException, AbsentException {
        this.contender = contender;
        this.builder = builder;
        process = builder.start();
        to = process.outputWriter();
        from = process.inputReader();
        version = greeting();
    }

    /** Starts {@code command}, which must not use more threads than these. */
    static Rival start(Contender contender, List<String> command, int threads) throws IOException, AbsentException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        for (String pool : List.of("OMP", "OPENBLAS", "MKL", "NUMEXPR", "NUMBA")) {
            builder.environment().put(pool + "_NUM_THREADS", Integer.toString(threads));
        }
        // Its threads must not spin while others take their turn.
        builder.environment().put("OMP_WAIT_POLICY", "passive");
        return new Rival(contender, builder);
    }

    private String greeting() throws IOException, AbsentException {
        String greeting = from.readLine();
        if (greeting == null || !greeting.startsWith("ready ")) {
            process.destroy();
            throw new AbsentException(greeting == null ? "it does not start" : greeting.replaceFirst("^absent ", ""));
        }
        return greeting.substring("ready ".length());
    }

    String version() {
        return version;
    }

    /** Makes the data and takes a first turn; its answer, or nothing if this rival has no program for the workload. */
    OptionalDouble prepare(String workload, long size) throws IOException {
        if (!process.isAlive()) {
            restart();
        }
        String reply = ask("prepare " + workload + " " + size);
        return reply.equals("none") ? OptionalDouble.empty() : OptionalDouble.of(number(reply, "answer "));
    }

    private void restart() throws IOException {
        process = builder.start();
        to = process.outputWriter();
        from = process.inputReader();
        try {
            greeting();
        } catch (AbsentException gone) {
            throw new IOException(contender + " does not start again: " + gone.getMessage(), gone);
        }
    }

    /** Seconds that the work takes: the mean of as many times as take {@code shortest} seconds together, once at least. */
    double turn(double shortest) throws IOException {
        return number(ask("turn " + shortest), "seconds ");
    }

    /** Lets the data go. */
    void forget() throws IOException {
        ask("forget");
    }

    private String ask(String line) throws IOException {
        try {
            to.write(line);
            to.newLine();
            to.flush();
            String reply = from.readLine();
            if (reply != null) {
                return reply;
            }
        } catch (IOException closed) {
            throw ended(line, closed);
        }
        throw ended(line, null);
    }

    private IOException ended(String line, @Nullable IOException cause) {
        process.destroy();
        return new IOException(contender + " ended at: " + line, cause);
    }

    private double number(String reply, String kind) throws IOException {
        if (!reply.startsWith(kind)) {
            throw new IOException(reply);
        }
        return Double.parseDouble(reply.substring(kind.length()));
    }

    /** Ends the process, which stops by itself when nobody talks to it any more. */
    @Override
    public void close() throws IOException {
        if (process.isAlive()) {
            to.close();
        }
        process.destroy();
    }
}
