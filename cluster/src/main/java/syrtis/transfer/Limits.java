package syrtis.transfer;

import java.time.Duration;

/**
 * What one end of transfers puts up with.
 *
 * @param timeout how long a peer may make no progress at all: connecting, sending the next bytes, taking the next bytes
 * @param idle after how long without a request a connection is closed
 * @param connections how many connections a server has open at a time; further ones are closed as they come
 * @param connectionsPerPeer how many connections a client opens to one peer
 * @param tileBytes the largest tile that is received
 * @param bytesInFlight how many bytes of tiles a client receives at a time, over all its connections; one tile always may come
 */
public record Limits(
        Duration timeout, Duration idle, int connections, int connectionsPerPeer, long tileBytes, long bytesInFlight) {
    public static final Limits DEFAULT =
            new Limits(Duration.ofSeconds(20), Duration.ofSeconds(60), 1024, 3, 1L << 36, 1L << 28);

    public Limits {
        if (timeout.toMillis() <= 0 || idle.toMillis() <= 0) {
            throw new IllegalArgumentException(
                    "limits need a positive timeout and idle time, got " + timeout + " and " + idle);
        }
        if (connections <= 0 || connectionsPerPeer <= 0 || tileBytes <= 0 || bytesInFlight <= 0) {
            throw new IllegalArgumentException(
                    "limits need positive numbers, got " + connections + " connections, " + connectionsPerPeer
                            + " per peer, tiles of " + tileBytes + " bytes, " + bytesInFlight + " bytes in flight");
        }
    }

    public Limits withTimeout(Duration timeout) {
        return new Limits(timeout, idle, connections, connectionsPerPeer, tileBytes, bytesInFlight);
    }

    public Limits withIdle(Duration idle) {
        return new Limits(timeout, idle, connections, connectionsPerPeer, tileBytes, bytesInFlight);
    }

    public Limits withConnections(int connections) {
        return new Limits(timeout, idle, connections, connectionsPerPeer, tileBytes, bytesInFlight);
    }

    public Limits withConnectionsPerPeer(int connectionsPerPeer) {
        return new Limits(timeout, idle, connections, connectionsPerPeer, tileBytes, bytesInFlight);
    }

    public Limits withTileBytes(long tileBytes) {
        return new Limits(timeout, idle, connections, connectionsPerPeer, tileBytes, bytesInFlight);
    }

    public Limits withBytesInFlight(long bytesInFlight) {
        return new Limits(timeout, idle, connections, connectionsPerPeer, tileBytes, bytesInFlight);
    }
}
