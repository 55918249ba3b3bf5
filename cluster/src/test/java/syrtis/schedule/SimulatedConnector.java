package syrtis.schedule;

import java.nio.file.Path;
import java.util.Optional;
import syrtis.run.Connector;
import syrtis.run.Evaluator;
import syrtis.run.Store;

/** Connects to clusters that exist only in this process: {@code "simulated:seed,workers,longest tile,faults"}. */
public final class SimulatedConnector implements Connector {
    @Override
    public boolean knows(String addresses) {
        return addresses.startsWith("simulated:");
    }

    @Override
    public Evaluator connect(String addresses, Optional<Path> credentials, Store store) {
        String[] parts = addresses.substring("simulated:".length()).split(",");
        return new SimulatedCluster(
                Long.parseLong(parts[0]), Integer.parseInt(parts[1]), Long.parseLong(parts[2]), Integer.parseInt(parts[3]), store);
    }
}
