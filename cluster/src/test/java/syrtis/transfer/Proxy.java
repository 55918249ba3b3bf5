package syrtis.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A network between a client and a server, below TLS, that loses its way at one byte of what the server says. */
final class Proxy implements AutoCloseable {
    /** What happens at that byte. */
    enum Fault {
        FLIP,
        CUT
    }

    private final ServerSocket listening;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final List<Thread> threads = new ArrayList<>();

    /** @param connections how many connections have the fault, from the first */
    Proxy(InetSocketAddress to, Fault fault, long at, int connections) throws IOException {
        listening = new ServerSocket();
        listening.bind(Fixture.ANY);
        start(() -> {
            for (int count = 0; ; count++) {
                Socket client = listening.accept();
                sockets.add(client);
                Socket server = new Socket(to.getAddress(), to.getPort());
                sockets.add(server);
                long where = count < connections ? at : Long.MAX_VALUE;
                start(() -> copy(client, server, fault, Long.MAX_VALUE));
                start(() -> copy(server, client, fault, where));
            }
        });
    }

    /** May fail, as connections do. */
    private interface Work {
        void run() throws IOException;
    }

    private synchronized void start(Work work) {
        threads.add(Thread.ofPlatform().daemon().name("proxy").start(() -> {
            try {
                work.run();
            } catch (IOException _) {
                // An end closed its connection.
            }
        }));
    }

    private static void copy(Socket from, Socket to, Fault fault, long at) throws IOException {
        try (from;
                to) {
            byte[] bytes = new byte[4096];
            InputStream in = from.getInputStream();
            long sum = 0;
            for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                if (at >= sum && at < sum + count) {
                    switch (fault) {
                        case FLIP -> bytes[(int) (at - sum)] ^= 4;
                        case CUT -> {
                            return;
                        }
                    }
                }
                sum += count;
                to.getOutputStream().write(bytes, 0, count);
            }
        }
    }

    InetSocketAddress address() {
        return (InetSocketAddress) listening.getLocalSocketAddress();
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (Socket socket : sockets) {
            socket.close();
        }
        List<Thread> ending;
        synchronized (this) {
            ending = List.copyOf(threads);
        }
        Threads.join(ending);
    }
}
