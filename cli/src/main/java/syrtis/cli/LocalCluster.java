package syrtis.cli;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import syrtis.cluster.ClusterConnector;
import syrtis.trust.Credentials;
import syrtis.type.BugException;
import syrtis.type.ConnectionException;
import syrtis.type.SyrtisException;
import syrtis.wire.WireClient;
import syrtis.wire.v1.NodeStatus;

/**
 * A cluster of processes on this machine. They outlive the process that started them; a file in the folder of their credentials, {@code
 * nodes.json}, says which they are, until they are stopped.
 *
 * <pre>{@code
 * try (LocalCluster cluster = LocalCluster.start(LocalCluster.Settings.of(folder, 3))) {
 *     Ran ran = Ran.syrtis("demo", "--quick", "--cluster", cluster.clients(), "--credentials", folder.toString());
 *     cluster.workers().getFirst().kill();
 * }
 * }</pre>
 */
final class LocalCluster implements AutoCloseable {
    private static final String HOST = "127.0.0.1";
    private static final String NODES = "nodes.json";
    private static final String LOGS = "logs";
    private static final String SPILL = "spill";
    private static final Duration START = Duration.ofSeconds(90);
    private static final Duration FAREWELL = Duration.ofSeconds(10);
    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final int LAST_LINES = 20;

    private final Path folder;
    private final List<LocalNode> nodes;

    private LocalCluster(Path folder, List<LocalNode> nodes) {
        this.folder = folder;
        this.nodes = List.copyOf(nodes);
    }

    /**
     * What is started.
     *
     * @param folder of the credentials, which are made if there are none, and of logs and spilled tiles
     * @param memory bytes for arrays, of each worker
     * @param slots tasks at once, of each worker
     * @param port for clients of the first supervisor; the next ones are those for nodes, and of the other supervisors; 0 for any
     */
    record Settings(Path folder, int supervisors, int workers, long memory, int slots, int port) {
        Settings {
            if (supervisors < 1 || workers < 1 || slots < 1) {
                throw new IllegalArgumentException("a cluster needs at least 1 supervisor, 1 worker and 1 slot, got " + supervisors + ", "
                        + workers + " and " + slots);
            }
            if (port < 0 || port + 2 * supervisors > 0xffff) {
                throw new IllegalArgumentException("a cluster needs ports up to 65535, got " + port);
            }
        }

        /** Two supervisors and workers of one slot and 256 MiB, on any ports: for tests. */
        static Settings of(Path folder, int workers) {
            return new Settings(folder, 2, workers, 256 << 20, 1, 0);
        }

        Settings withSupervisors(int supervisors) {
            return new Settings(folder, supervisors, workers, memory, slots, port);
        }
    }

    // ---- starting

    /**
     * Starts a cluster, and returns when all nodes are up.
     *
     * @throws ConnectionException if one is running already, or a node does not come up: nothing of it is left then
     */
    static LocalCluster start(Settings settings) throws IOException, InterruptedException {
        Path folder = settings.folder().toAbsolutePath();
        Optional<LocalCluster> before = find(folder).filter(cluster -> cluster.nodes.stream().anyMatch(LocalNode::isAlive));
        if (before.isPresent()) {
            throw new ConnectionException("a cluster is running already: clients go to " + before.get().clients()
                    + "; stop it first (syrtis cluster stop), or name another folder with --credentials");
        }
        if (!Files.exists(folder.resolve("ca.pem"))) {
            Credentials.create(folder, List.of());
        }
        Files.createDirectories(folder.resolve(LOGS));
        LocalCluster cluster = new LocalCluster(folder, launch(settings, folder));
        Thread hook = new Thread(() -> cluster.nodes.forEach(LocalNode::kill), "syrtis-no-start"); // The user does not wait for it.
        java.lang.Runtime.getRuntime().addShutdownHook(hook);
        try {
            cluster.write();
            cluster.awaitUp();
            java.lang.Runtime.getRuntime().removeShutdownHook(hook);
            return cluster;
        } catch (RuntimeException | IOException | InterruptedException failure) {
            if (hook.getState() == Thread.State.NEW) { // Else this process is ending, and the hook does it.
                java.lang.Runtime.getRuntime().removeShutdownHook(hook);
                cluster.end(Duration.ZERO);
            }
            throw failure;
        }
    }

    private static List<LocalNode> launch(Settings settings, Path folder) throws IOException {
        List<Integer> ports = ports(settings);
        String founder = HOST + ":" + ports.get(1);
        List<LocalNode> nodes = new ArrayList<>();
        try {
            for (int k = 0; k < settings.supervisors(); k++) {
                int clients = ports.get(2 * k);
                int port = ports.get(2 * k + 1);
                List<String> words = new ArrayList<>(List.of("--client-port", "" + clients, "--port", "" + port));
                words.addAll(k == 0 ? List.of() : List.of("--join", founder));
                Process process = launch(folder, LocalNode.Role.SUPERVISOR, k + 1, words);
                nodes.add(LocalNode.of(LocalNode.Role.SUPERVISOR, k + 1, process, HOST + ":" + port, HOST + ":" + clients));
            }
            String supervisors = nodes.stream().map(LocalNode::nodes).collect(Collectors.joining(","));
            for (int k = 1; k <= settings.workers(); k++) {
                Path spill = Files.createDirectories(folder.resolve(SPILL).resolve("worker-" + k));
                List<String> words = List.of("--join", supervisors, "--memory", "" + settings.memory(), "--slots", "" + settings.slots(),
                        "--spill", spill.toString());
                Process process = launch(folder, LocalNode.Role.WORKER, k, words);
                nodes.add(LocalNode.of(LocalNode.Role.WORKER, k, process, "", ""));
            }
            return nodes;
        } catch (IOException | RuntimeException failure) {
            nodes.forEach(LocalNode::kill);
            throw failure;
        }
    }

    /** Ports for clients and nodes of each supervisor, in turn. */
    private static List<Integer> ports(Settings settings) throws IOException {
        int count = 2 * settings.supervisors();
        List<ServerSocket> free = new ArrayList<>();
        try {
            for (int k = 0; k < count; k++) {
                free.add(listen(settings.port() == 0 ? 0 : settings.port() + k, settings));
            }
            return free.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (ServerSocket socket : free) {
                socket.close();
            }
        }
    }

    private static ServerSocket listen(int port, Settings settings) {
        try {
            return new ServerSocket(port, 1, InetAddress.ofLiteral(HOST));
        } catch (IOException taken) {
            throw new ConnectionException("port " + port + " is in use, and a cluster of " + settings.supervisors()
                    + " supervisors needs ports " + settings.port() + " to " + (settings.port() + 2 * settings.supervisors() - 1)
                    + ": choose others with --port", taken);
        }
    }

    private static Process launch(Path folder, LocalNode.Role role, int number, List<String> words) throws IOException {
        List<String> command = new ArrayList<>(sessionOfItsOwn());
        command.add(Jvm.executable("java").toString());
        command.addAll(flags());
        command.addAll(List.of("-cp", Jvm.classPath(), Main.class.getName(), role.toString()));
        command.addAll(words);
        command.addAll(List.of("--credentials", folder.toString()));
        Path log = folder.resolve(LOGS).resolve(role + "-" + number + ".log");
        return new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectOutput(log.toFile())
                .redirectErrorStream(true)
                .start();
    }

    /** Where there is such a program, the terminal's end is not the cluster's, and Ctrl-C not for it. */
    private static List<String> sessionOfItsOwn() {
        return Stream.of("/usr/bin/setsid", "/bin/setsid")
                .filter(program -> Files.isExecutable(Path.of(program)))
                .limit(1)
                .toList();
    }

    /** This process's own flags, without those of tools that watch it, and what nodes need. */
    private static List<String> flags() {
        List<String> flags = new ArrayList<>(ManagementFactory.getRuntimeMXBean().getInputArguments());
        flags.removeIf(flag -> flag.startsWith("-javaagent:") || flag.startsWith("-agent") || flag.startsWith("-Xrun")
                || flag.startsWith("-D"));
        Jvm.flags().stream()
                .filter(needed -> !needed.startsWith("-Xmx") || flags.stream().noneMatch(flag -> flag.startsWith("-Xmx")))
                .filter(needed -> !flags.contains(needed))
                .toList()
                .forEach(flags::add);
        return flags;
    }

    private void awaitUp() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + START.toNanos();
        Optional<WireClient> client = Optional.empty();
        try {
            while (true) {
                requireAlive();
                if (client.isEmpty() && supervisors().stream().allMatch(LocalCluster::listens)) {
                    client = Optional.of(ClusterConnector.client(clients(), Optional.of(folder)));
                }
                if (client.isPresent() && up(client.get()) == nodes.size()) {
                    return;
                }
                if (System.nanoTime() > deadline) {
                    throw new ConnectionException("the cluster is not up after " + START.toSeconds() + " s: "
                            + (client.isPresent() ? up(client.get()) + " of " + nodes.size() + " nodes are" : "no supervisor listens")
                            + "; " + lastLines(nodes.getFirst()));
                }
                Thread.sleep(PAUSE);
            }
        } finally {
            client.ifPresent(WireClient::close);
        }
    }

    private static boolean listens(LocalNode supervisor) {
        String address = supervisor.clients();
        int colon = address.lastIndexOf(':');
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1))), 1000);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    private static long up(WireClient client) {
        return client.status().getNodesList().stream()
                .map(NodeStatus::getState)
                .filter("up"::equalsIgnoreCase)
                .count();
    }

    private void requireAlive() throws IOException {
        for (LocalNode node : nodes) {
            if (!node.isAlive()) {
                throw new ConnectionException(node.name() + " ended while the cluster was starting; " + lastLines(node));
            }
        }
    }

    private String lastLines(LocalNode node) throws IOException {
        Path log = log(node);
        List<String> lines = Files.readAllLines(log);
        return lines.isEmpty()
                ? log + " is empty"
                : log + " ends with\n  "
                        + String.join("\n  ", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
    }

    // ---- running

    /** The cluster that was started with these credentials and not stopped since, if there is one. */
    static Optional<LocalCluster> find(Path folder) throws IOException {
        Path file = folder.toAbsolutePath().resolve(NODES);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        List<LocalNode> nodes = Files.readAllLines(file).stream()
                .map(LocalNode::parse)
                .flatMap(Optional::stream)
                .toList();
        return Optional.of(new LocalCluster(folder.toAbsolutePath(), nodes));
    }

    private void write() throws IOException {
        String list = nodes.stream().map(LocalNode::json).collect(Collectors.joining(",\n"));
        Path fresh = folder.resolve(NODES + ".new");
        Files.writeString(fresh, "{\"nodes\": [\n" + list + "\n]}\n");
        Files.move(fresh, folder.resolve(NODES), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    List<LocalNode> nodes() {
        return nodes;
    }

    List<LocalNode> supervisors() {
        return nodes.stream().filter(node -> node.role() == LocalNode.Role.SUPERVISOR).toList();
    }

    List<LocalNode> workers() {
        return nodes.stream().filter(node -> node.role() == LocalNode.Role.WORKER).toList();
    }

    /** Where clients connect: all supervisors. */
    String clients() {
        return supervisors().stream().map(LocalNode::clients).collect(Collectors.joining(","));
    }

    Path folder() {
        return folder;
    }

    /** What a node has written. */
    Path log(LocalNode node) {
        return folder.resolve(LOGS).resolve(node.name() + ".log");
    }

    // ---- stopping

    /** Asks the cluster to stop, and ends what does not; none of its processes is left then, and no file but credentials and logs. */
    @Override
    public void close() {
        try {
            for (LocalNode node : nodes) {
                node.proceed(); // One that is frozen does not hear.
            }
            end(ask() ? FAREWELL : Duration.ZERO);
        } catch (InterruptedException stopped) {
            nodes.forEach(LocalNode::kill);
            Thread.currentThread().interrupt();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Whether the cluster was asked to stop, and heard it. */
    private boolean ask() {
        if (supervisors().stream().noneMatch(node -> node.isAlive() && listens(node))) {
            return false;
        }
        try (WireClient client = ClusterConnector.client(clients(), Optional.of(folder))) {
            client.stop();
            return true;
        } catch (SyrtisException deaf) {
            return false;
        }
    }

    /** Waits for the end, then asks each process to end, then ends it. */
    private void end(Duration patience) throws IOException, InterruptedException {
        if (!haveEnded(patience)) {
            nodes.forEach(LocalNode::terminate);
        }
        if (!haveEnded(GRACE)) {
            nodes.forEach(LocalNode::kill);
        }
        if (!haveEnded(GRACE)) {
            throw new BugException("processes cannot be ended: " + nodes.stream().filter(LocalNode::isAlive).toList());
        }
        Files.deleteIfExists(folder.resolve(NODES));
        if (Files.exists(folder.resolve(SPILL))) {
            try (Stream<Path> files = Files.walk(folder.resolve(SPILL))) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private boolean haveEnded(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (nodes.stream().anyMatch(LocalNode::isAlive)) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            Thread.sleep(PAUSE);
        }
        return true;
    }
}
