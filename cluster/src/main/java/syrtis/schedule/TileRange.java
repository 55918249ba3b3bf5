package syrtis.schedule;

/** Tiles {@code first} to {@code first + count - 1} of array {@code array} of a plan. */
public record TileRange(int array, long first, long count) {}
