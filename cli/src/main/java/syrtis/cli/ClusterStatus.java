package syrtis.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import syrtis.wire.WireClient;
import syrtis.wire.v1.JobState;
import syrtis.wire.v1.NodeStatus;

/** {@code syrtis cluster status}: a cluster's nodes and jobs. */
@Command(name = "status", mixinStandardHelpOptions = true, sortOptions = false, description = "Shows a cluster's nodes and jobs.")
final class ClusterStatus implements Callable<Integer> {
    private static final String NODE = "%-10s  %-21s  %-21s  %-11s  %5s  %7s  %21s  %8s%n";
    private static final String JOB = "%-36s  %-9s  %-21s  %s%n";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private KnownCluster cluster = new KnownCluster();

    @Override
    public Integer call() throws IOException {
        try (WireClient client = cluster.connect()) {
            syrtis.wire.v1.ClusterStatus status = client.status();
            PrintWriter out = spec.commandLine().getOut();
            out.printf(Locale.ROOT, NODE, "role", "address", "clients", "state", "slots", "running", "memory", "tiles");
            status.getNodesList().forEach(node -> show(node, out));
            out.println();
            if (status.getJobsCount() == 0) {
                out.println("no jobs");
            } else {
                out.printf(Locale.ROOT, JOB, "job", "phase", "supervisor", "tasks");
                status.getJobsList().forEach(job -> show(job, out));
            }
            return 0;
        }
    }

    private static void show(NodeStatus node, PrintWriter out) {
        boolean works = node.getMemoryLimit() > 0;
        out.printf(
                Locale.ROOT,
                NODE,
                word(node.getRole().name(), "ROLE_"),
                node.getAddress(),
                node.getClientAddress(),
                node.getState(),
                works ? node.getSlots() : "",
                works ? node.getRunning() : "",
                works ? ByteSize.of(node.getMemoryUsed()) + " of " + ByteSize.of(node.getMemoryLimit()) : "",
                works ? node.getTiles() : "");
    }

    private static void show(JobState job, PrintWriter out) {
        String tasks = job.getTasks() == 0 ? "" : job.getDone() + " of " + job.getTasks();
        String reason = job.hasFailure() ? (tasks.isEmpty() ? "" : "  ") + job.getFailure().getMessage() : "";
        out.printf(Locale.ROOT, JOB, job.getJob(), word(job.getPhase().name(), "PHASE_"), job.getSupervisor(), tasks + reason);
    }

    private static String word(String name, String prefix) {
        return name.replace(prefix, "").toLowerCase(Locale.ROOT);
    }
}
