package syrtis.transfer;

import java.util.UUID;

/** The name of a tile in the whole cluster: the job that makes it, its array in the job's plan, and its number in that array's grid. */
public record TileKey(UUID job, int array, long tile) {
    public TileKey {
        if (array < 0 || tile < 0) {
            throw new IllegalArgumentException(
                    "a tile's array and number count from 0, got array " + array + " and tile " + tile);
        }
    }

    @Override
    public String toString() {
        return job + "/" + array + "/" + tile;
    }
}
