package syrtis.bench;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.util.List;
import java.util.OptionalDouble;

/**
 * A rival's process, which lives as long as the run. It is told one line and answers one: what to prepare, then when
 * to take a turn; it measures the seconds itself.
 */
final class Rival implements AutoCloseable {
    private final Contender contender;
    private final Process process;
    private final BufferedWriter to;
    private final BufferedReader from;
    private final String version;

    private Rival(Contender contender, Process process) throws IOException, AbsentException {
        this.contender = contender;
        this.process = process;
        to = process.outputWriter();
        from = process.inputReader();
        String greeting = from.readLine();
        if (greeting == null || !greeting.startsWith("ready ")) {
            process.destroy();
            throw new AbsentException(greeting == null ? "it does not start" : greeting.replaceFirst("^absent ", ""));
        }
        version = greeting.substring("ready ".length());
    }

    static Rival start(Contender contender, List<String> command) throws IOException, AbsentException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        // Its threads must not spin while others take their turn.
        builder.environment().put("OMP_WAIT_POLICY", "passive");
        return new Rival(contender, builder.start());
    }

    String version() {
        return version;
    }

    /** Makes the data and takes a first turn; its answer, or nothing if this rival has no program for the workload. */
    OptionalDouble prepare(String workload, long size) throws IOException {
        String reply = ask("prepare " + workload + " " + size);
        return reply.equals("none") ? OptionalDouble.empty() : OptionalDouble.of(number(reply, "answer "));
    }

    /** Seconds that one more turn takes. */
    double turn() throws IOException {
        return number(ask("turn"), "seconds ");
    }

    /** Lets the data go. */
    void forget() throws IOException {
        ask("forget");
    }

    private String ask(String line) throws IOException {
        to.write(line);
        to.newLine();
        to.flush();
        String reply = from.readLine();
        if (reply == null) {
            throw new IOException(contender + " ended at: " + line);
        }
        return reply;
    }

    private double number(String reply, String kind) throws IOException {
        if (!reply.startsWith(kind)) {
            throw new IOException(contender + " answered: " + reply);
        }
        return Double.parseDouble(reply.substring(kind.length()));
    }

    /** Ends the process, which stops by itself when nobody talks to it any more. */
    @Override
    public void close() throws IOException {
        to.close();
        process.destroy();
    }
}
