package syrtis.cli;

import java.io.PrintWriter;
import java.util.concurrent.atomic.AtomicBoolean;

/** This process as a node of a cluster: it says that it is up, and stays until it is stopped or the cluster ends. */
final class NodeProcess {
    private NodeProcess() {}

    /** {@code leave} is called where the process is asked to end, so that the others need not find out. */
    static void stay(String greeting, PrintWriter out, Runnable awaitEnd, Runnable leave) {
        AtomicBoolean stopping = new AtomicBoolean();
        Thread hook = new Thread(
                () -> {
                    stopping.set(true);
                    leave.run();
                },
                "syrtis-leave");
        java.lang.Runtime.getRuntime().addShutdownHook(hook);
        out.println(greeting);
        out.flush();
        awaitEnd.run();
        if (!stopping.get()) {
            java.lang.Runtime.getRuntime().removeShutdownHook(hook);
            leave.run();
        }
    }
}
