package syrtis.schedule;

import java.util.List;

/**
 * Tiles that a worker lacks for a group, and the workers that have them.
 *
 * @param holders numbers of workers
 */
public record Source(TileRange tiles, List<Integer> holders) {}
