package syrtis.plan;

import java.util.ArrayList;
import java.util.List;

/**
 * One operation of a plan over all tiles of its outputs, which are numbered alike.
 *
 * @param space the index space and its cut into tasks; task k makes tile k of each output
 * @param reads how tasks read arrays
 * @param label what the user called, for messages: {@code "add, sqrt, sum"}
 * @param node the node of the plan's graph whose line the user should see
 */
public record Stage(
        int id, Work work, List<Array> outputs, Grid space, List<Access> reads, String label, int node) {
    public Stage {
        outputs = List.copyOf(outputs);
        reads = List.copyOf(reads);
    }

    public Array output() {
        return outputs.getFirst();
    }

    /** Tasks of this stage: one per tile. */
    public long tasks() {
        return space.count();
    }

    /** The tiles that task {@code index} reads; of a symmetric product those below the diagonal read their mirror image. */
    public List<Access.Tiles> needs(long index) {
        if (work instanceof Work.Product product && product.symmetric()) {
            long[] mirror = output().grid().coordinates(index);
            int rank = mirror.length;
            if (mirror[rank - 2] > mirror[rank - 1]) {
                long row = mirror[rank - 2];
                mirror[rank - 2] = mirror[rank - 1];
                mirror[rank - 1] = row;
                return List.of(new Access.Tiles(output(), mirror, mirror, false));
            }
        }
        Box box = space.box(index);
        List<Access.Tiles> needs = new ArrayList<>(reads.size());
        for (Access read : reads) {
            needs.add(read.tiles(box));
        }
        return needs;
    }

    /** Whether a task reads another tile of this very stage's output. */
    public boolean readsItself() {
        return work instanceof Work.Product product && product.symmetric();
    }

    /**
     * The {@code k}-th tile in the order in which they are best made: of a symmetric product those below the diagonal, which are
     * copied from their mirror images, come after all others of the matrix, so that nobody waits.
     */
    public long turn(long k) {
        if (!readsItself()) {
            return k;
        }
        Grid grid = output().grid();
        long side = grid.count(grid.shape().rank() - 1);
        long matrix = k / (side * side);
        long place = k % (side * side);
        boolean above = place < side * (side + 1) / 2;
        long left = above ? place : place - side * (side + 1) / 2;
        long row = above ? 0 : 1;
        for (long length = above ? side : 1; left >= length; length += above ? -1 : 1) {
            left -= length;
            row++;
        }
        return (matrix * side + row) * side + (above ? row + left : left);
    }
}
