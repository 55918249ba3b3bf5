package syrtis.run;

import org.jspecify.annotations.Nullable;
import syrtis.memory.Buffer;
import syrtis.plan.Arguments;
import syrtis.plan.Array;
import syrtis.plan.Estimator;
import syrtis.plan.Plan;
import syrtis.plan.Stage;

/**
 * The part of a plan's run that is done in this process, on orders from elsewhere: somebody else decides which tasks run here,
 * which tiles are brought here for them, and which are let go. Nothing is overwritten in place, so that any task can be run
 * again. Thread-safe.
 */
public final class PlanPart implements AutoCloseable {
    private final Plan plan;
    private final Arguments arguments;
    private final Store store;
    private final TaskRunner runner;
    private final StoredArray[] arrays; // by id
    private final Tiles[] tiles; // by id of array
    private final long pinnedBytes;
    private final Shared shared = new Shared();

    PlanPart(Plan plan, Arguments arguments, LocalExecutor executor) {
        this.plan = plan;
        this.arguments = arguments;
        store = executor.store();
        runner = new TaskRunner(store, executor.folds(), executor.kernels(), arguments, TaskRunner.bind(plan, executor.kernels()));
        pinnedBytes = Estimator.pinnedBytes(store.pool().budget().limit(), executor.threads());
        arrays = plan.arrays().stream().map(this::stored).toArray(StoredArray[]::new);
        tiles = new Tiles[arrays.length];
        for (int id = 0; id < arrays.length; id++) {
            tiles[id] = arrays[id].tiles();
        }
    }

    private StoredArray stored(Array array) {
        return array.isStored()
                ? ((Evaluated) arguments.stored(array)).here()
                : StoredArray.empty(array.type(), array.grid(), store);
    }

    public Plan plan() {
        return plan;
    }

    /** What is here of array {@code id} of the plan. */
    public StoredArray array(int id) {
        return arrays[id];
    }

    /**
     * Does task {@code index} of a stage, whose inputs are here, and keeps the tiles that it makes.
     *
     * @throws syrtis.type.SyrtisException what the user should see, with the user's line
     */
    public void run(Stage stage, long index) {
        Buffer[] buffers;
        try (Pins pins = new Pins(tiles, pinnedBytes)) {
            buffers = runner.run(stage, index, pins, shared);
        }
        for (int k = 0; k < buffers.length; k++) {
            arrays[stage.outputs().get(k).id()].put(index, buffers[k]);
        }
    }

    /** Lets all tiles go that were made here or brought here. */
    @Override
    public void close() {
        for (Array array : plan.arrays()) {
            if (!array.isStored()) {
                tiles[array.id()].release();
            }
        }
    }

    /** Nothing is taken over; what stays as it is is shared. */
    private final class Shared implements TaskRunner.Heirs {
        @Override
        public @Nullable Buffer inherit(Array array, long tile, long reads) {
            return null;
        }

        @Override
        public @Nullable Buffer share(Array array, long tile) {
            Store.Tile content = tiles[array.id()].get(tile);
            return content == null ? null : content.share();
        }
    }
}
