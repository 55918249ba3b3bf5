package syrtis.cluster;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import syrtis.plan.Box;
import syrtis.plan.Grid;
import syrtis.run.StoredArray;
import syrtis.type.Type;
import syrtis.wire.JobId;
import syrtis.wire.WireClient;

/** Arrays of this process that the cluster has been given: each once, and for as long as it is reachable here. */
final class Uploads {
    /** Bytes of a tile that is cut from an array of one tile: small enough to be read in part, large enough to be worth a message. */
    private static final long TILE_BYTES = 4 << 20;

    private final WireClient client;
    private final Releases releases;
    private final Map<Key, Upload> uploads = new ConcurrentHashMap<>();
    private final ReferenceQueue<StoredArray> dead = new ReferenceQueue<>();

    Uploads(WireClient client, Releases releases) {
        this.client = client;
        this.releases = releases;
    }

    /** An array by identity; it may die. */
    private static final class Key extends WeakReference<StoredArray> {
        private final int hash;

        Key(StoredArray array, ReferenceQueue<StoredArray> queue) {
            super(array, queue);
            hash = System.identityHashCode(array);
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(Object other) {
            if (this == other) {
                return true;
            }
            StoredArray own = get();
            return own != null && other instanceof Key key && own == key.get();
        }
    }

    /** What the cluster knows of an array: under which name, and how it is cut. */
    static final class Upload {
        private final String name = JobId.create();
        private final Grid grid;
        private boolean complete;

        private Upload(StoredArray array) {
            Type type = array.type();
            grid = array.grid().count() == 1 ? Grid.rows(type.shape(), type.dtype(), TILE_BYTES) : array.grid();
        }

        String name() {
            return name;
        }

        Grid grid() {
            return grid;
        }
    }

    /** Where the cluster has {@code array}; it is sent there if it is not yet. */
    Upload of(StoredArray array) {
        for (Reference<?> key = dead.poll(); key != null; key = dead.poll()) {
            uploads.remove(key);
        }
        Upload upload = Objects.requireNonNull(uploads.computeIfAbsent(new Key(array, dead), _ -> begin(array)));
        synchronized (upload) { // Whoever else needs it waits for it.
            if (!upload.complete) {
                client.put(upload.name, array.type(), upload.grid, (tile, reader) -> read(array, upload.grid, tile, reader));
                upload.complete = true;
            }
        }
        return upload;
    }

    private Upload begin(StoredArray array) {
        Upload upload = new Upload(array);
        releases.whenUnreachable(array, upload.name, array.type().bytes());
        return upload;
    }

    private static void read(StoredArray array, Grid grid, long tile, Consumer<MemorySegment> reader) {
        if (array.grid().count() != 1) {
            array.readTile(tile, (_, content) -> reader.accept(content.asSlice(0, array.bytes(tile))));
            return;
        }
        Box box = grid.box(tile);
        long[] strides = grid.shape().strides();
        long start = 0;
        for (int axis = 0; axis < strides.length; axis++) {
            start += box.start()[axis] * strides[axis];
        }
        int size = array.type().dtype().bytes();
        long from = start * size;
        array.readTile(0, (_, content) -> reader.accept(content.asSlice(from, box.size() * size))); // Rows: one run of it.
    }
}
