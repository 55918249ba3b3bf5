package syrtis.cluster;

import java.net.InetSocketAddress;

/** {@code host:port}, as users and nodes write it. */
final class Addresses {
    private Addresses() {}

    /** @throws IllegalArgumentException if it is none */
    static InetSocketAddress parse(String text) {
        int colon = text.lastIndexOf(':');
        try {
            if (colon > 0) {
                String host = text.substring(0, colon).replaceAll("^\\[|]$", ""); // [::1]
                return new InetSocketAddress(host, Integer.parseInt(text.substring(colon + 1)));
            }
        } catch (IllegalArgumentException none) {
            throw new IllegalArgumentException("'" + text + "' is no address: write HOST:PORT, like 127.0.0.1:7700", none);
        }
        throw new IllegalArgumentException("'" + text + "' is no address: write HOST:PORT, like 127.0.0.1:7700");
    }

    static String text(String host, int port) {
        return host.contains(":") ? "[" + host + "]:" + port : host + ":" + port;
    }
}
