package syrtis.run;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import syrtis.kernel.Code;
import syrtis.kernel.KernelCache;
import syrtis.kernel.Routine;
import syrtis.memory.Buffer;
import syrtis.plan.Array;
import syrtis.plan.Box;
import syrtis.plan.Fused;
import syrtis.plan.Work;
import syrtis.type.BugException;
import syrtis.type.Dtype;

/**
 * Tiles of a matrix product by a library's routine. A factor is read where it lies if it does so in few pieces of rows or columns;
 * else blocks of it, up to {@link Work.Product#BLOCK} along the summed axis, are first copied together: every call packs both its
 * factors, so a call per small piece of one would pack the other again and again.
 */
final class LibraryProduct {
    /** Elements along the sides of the squares in which a triangle is copied to the other one. */
    private static final long MIRROR = 64;

    /** Values of the summed axis that a library adds to the result at once, so that further blocks no shorter cost nothing. */
    private static final long PASS = 256;

    private final Work.Product product;
    private final Dtype dtype;
    private final Code multiply;
    private final Code multiplyTransposed;
    private final Folds folds;
    private final Store store;
    private final int rank;

    LibraryProduct(Work.Product product, Dtype dtype, KernelCache kernels, Folds folds, Store store) {
        this.product = product;
        this.dtype = dtype;
        this.folds = folds;
        this.store = store;
        multiply = routine(kernels, Routine.Kind.MULTIPLY_ADD);
        multiplyTransposed = routine(kernels, Routine.Kind.MULTIPLY_ADD_TRANSPOSED);
        rank = product.a().map().shape().rank();
    }

    private Code routine(KernelCache kernels, Routine.Kind kind) {
        return kernels.code(new Routine(kind, dtype)).orElseThrow(() -> new BugException("planned without a library for " + kind));
    }

    /**
     * Part of a block of a factor, from a row and a column of it on: the tile that holds it, and where it lies there, in bytes.
     */
    private record Piece(
            long tile, long row, long rows, long column, long columns, long base, long rowStride, long columnStride) {}

    /** Writes the box of the product into {@code out}, dense. */
    void multiply(Box box, MemorySegment out, Pins leftPins) {
        long[] batch = Arrays.copyOf(box.start(), rank - 2);
        long row = box.start()[rank - 2];
        long column = box.start()[rank - 1];
        long m = box.extent()[rank - 2];
        long n = box.extent()[rank - 1];
        boolean diagonal = product.symmetric() && row == column && m == n;
        long beta = 0;
        try (Pins rightPins = leftPins.another()) {
            for (long[] block : blocks(batch, row, m, column, n, leftPins)) {
                try (Factor a = factor(product.a(), box(batch, row, m, block[0], block[1]), rank - 2, n, leftPins)) {
                    if (diagonal && a.pieces.size() == 1) {
                        square(a, out, beta);
                    } else {
                        try (Factor b = factor(product.b(), box(batch, block[0], block[1], column, n), rank - 1, m, rightPins)) {
                            rectangles(a, b, n, out, beta);
                        }
                    }
                }
                leftPins.trim();
                rightPins.trim();
                beta = 1;
            }
        }
        if (beta == 0) {
            out.asSlice(0, m * n * dtype.bytes()).fill((byte) 0);
        } else if (diagonal) {
            mirror(out, n);
        }
    }

    /** The upper triangle of a tile on the diagonal. */
    private void square(Factor factor, MemorySegment out, long beta) {
        Piece piece = factor.pieces.getFirst();
        long bytes = dtype.bytes();
        multiplyTransposed.run(
                new MemorySegment[] {factor.segment(piece), out},
                new long[] {piece.rows, piece.columns, piece.base, piece.rowStride, piece.columnStride, 0, piece.rows * bytes, bytes},
                new long[] {beta});
    }

    private void rectangles(Factor left, Factor right, long n, MemorySegment out, long beta) {
        long bytes = dtype.bytes();
        for (Piece p : left.pieces) {
            for (Piece q : right.pieces) {
                multiply.run(
                        new MemorySegment[] {left.segment(p), right.segment(q), out},
                        new long[] {
                            p.rows, q.columns, p.columns,
                            p.base, p.rowStride, p.columnStride,
                            q.base, q.rowStride, q.columnStride,
                            (p.row * n + q.column) * bytes, n * bytes, bytes
                        },
                        new long[] {beta});
            }
        }
    }

    private Box box(long[] batch, long row, long rows, long column, long columns) {
        long[] start = Arrays.copyOf(batch, rank);
        long[] extent = new long[rank];
        Arrays.fill(extent, 1);
        start[rank - 2] = row;
        start[rank - 1] = column;
        extent[rank - 2] = rows;
        extent[rank - 1] = columns;
        return new Box(start, extent);
    }

    /**
     * First index and length of each block of the summed axis: as the factors are cut, if what can then be read where it lies, both or one
     * of them, is worth the further passes over the result.
     */
    private List<long[]> blocks(long[] batch, long row, long m, long column, long n, Pins pins) {
        long k = product.inner();
        TreeSet<Long> cuts = new TreeSet<>();
        for (long cut : FusedRunner.cuts(List.of(product.a()), box(batch, row, m, 0, k), rank - 1)) {
            cuts.add(cut);
        }
        for (long cut : FusedRunner.cuts(List.of(product.b()), box(batch, 0, k, column, n), rank - 2)) {
            cuts.add(cut);
        }
        List<long[]> copied = blocks(new TreeSet<>(List.of(0L, k)), Work.Product.BLOCK);
        for (int factors = 2; factors > 0; factors--) {
            List<long[]> blocks = blocks(cuts, factors == 2 ? k : Work.Product.BLOCK); // What is copied has its limit.
            if ((double) (passes(blocks) - passes(copied)) * m * n > (double) k * Math.max(m, n)) { // Copying writes a factor.
                return copied;
            }
            int most = factors;
            boolean usable = blocks.stream().allMatch(block -> {
                Box a = box(batch, row, m, block[0], block[1]);
                Box b = box(batch, block[0], block[1], column, n);
                return usable(a, b, pins) >= most;
            });
            if (usable) {
                return blocks;
            }
        }
        return copied;
    }

    private static List<long[]> blocks(TreeSet<Long> cuts, long longest) {
        List<long[]> blocks = new ArrayList<>();
        for (long from = cuts.first(); from < cuts.last(); from += blocks.getLast()[1]) {
            blocks.add(new long[] {from, Math.min(cuts.higher(from) - from, longest)});
        }
        return blocks;
    }

    /** How often the library goes over the result. */
    private static long passes(List<long[]> blocks) {
        return blocks.stream().mapToLong(block -> Math.ceilDiv(block[1], PASS)).sum();
    }

    /** How many of the factors can be read where they lie. */
    private int usable(Box a, Box b, Pins pins) {
        return (isUsable(product.a(), a, rank - 2, b.extent()[rank - 1], pins) ? 1 : 0)
                + (isUsable(product.b(), b, rank - 1, a.extent()[rank - 2], pins) ? 1 : 0);
    }

    // ---- factors

    /** A block of a factor: pieces in the array's tiles, or one in scratch memory. */
    private record Factor(Array array, List<Piece> pieces, Pins pins, @Nullable Buffer scratch) implements AutoCloseable {
        MemorySegment segment(Piece piece) {
            return scratch == null ? pins.get(array, piece.tile) : scratch.segment();
        }

        @Override
        public void close() {
            if (scratch != null) {
                scratch.release();
            }
        }
    }

    /**
     * A block of a factor; {@code outer} is the axis that the product keeps, along which pieces may be apart, and {@code others} is how
     * many lines the other factor has.
     */
    private Factor factor(Fused.Operand operand, Box box, int outer, long others, Pins pins) {
        return isUsable(operand, box, outer, others, pins)
                ? new Factor(operand.array(), pieces(operand, box), pins, null)
                : copied(operand, box, pins);
    }

    /**
     * Whether a routine can take a block as it lies, all of it may be held at once, and packing the other factor again for each further
     * piece moves no more elements than copying the block would.
     */
    private boolean isUsable(Fused.Operand operand, Box box, int outer, long others, Pins pins) {
        boolean byRows = outer == rank - 2;
        long inner = box.extent()[byRows ? rank - 1 : rank - 2];
        List<Piece> pieces = pieces(operand, box);
        if ((pieces.size() - 1) * others > box.extent()[outer]) {
            return false;
        }
        boolean held = pieces.size() == 1 || pins.mayHold(pieces.size() * operand.array().grid().tileSize() * dtype.bytes());
        return held
                && pieces.stream()
                        .allMatch(piece -> isDense(piece) && (byRows ? piece.columns : piece.rows) == inner);
    }

    /** Whether one stride is an element and the other that of lines which do not overlap. */
    private boolean isDense(Piece piece) {
        long bytes = dtype.bytes();
        return piece.base % bytes == 0
                && (piece.columnStride == bytes && isLine(piece.rowStride, piece.columns, piece.rows)
                        || piece.rowStride == bytes && isLine(piece.columnStride, piece.rows, piece.columns));
    }

    private boolean isLine(long stride, long length, long lines) {
        return lines == 1 || stride >= length * dtype.bytes() && stride % dtype.bytes() == 0;
    }

    /** The parts of a block that lie in one tile each. */
    private List<Piece> pieces(Fused.Operand operand, Box box) {
        long[] rows = FusedRunner.cuts(List.of(operand), box, rank - 2);
        long[] columns = FusedRunner.cuts(List.of(operand), box, rank - 1);
        List<Piece> pieces = new ArrayList<>();
        long[] start = box.start().clone();
        long[] bases = new long[1];
        long[][] strides = new long[1][];
        for (int i = 0; i + 1 < rows.length; i++) {
            for (int j = 0; j + 1 < columns.length; j++) {
                start[rank - 2] = rows[i];
                start[rank - 1] = columns[j];
                pieces.add(new Piece(
                        FusedRunner.tile(operand, start, 0, bases, strides, FusedRunner.NO_AXIS), rows[i] - box.start()[rank - 2],
                        rows[i + 1] - rows[i], columns[j] - box.start()[rank - 1], columns[j + 1] - columns[j], bases[0],
                        strides[0][rank - 2], strides[0][rank - 1]));
            }
        }
        return pieces;
    }

    /** A block copied together into scratch memory, by columns if that is how it lies. */
    private Factor copied(Fused.Operand operand, Box box, Pins pins) {
        long rows = box.extent()[rank - 2];
        long columns = box.extent()[rank - 1];
        long bytes = dtype.bytes();
        boolean byColumns = operand.map().steps().getLast().axis() == rank - 2;
        long rowStride = byColumns ? bytes : columns * bytes;
        long columnStride = byColumns ? rows * bytes : bytes;
        Buffer scratch = store.allocate(rows * columns * bytes);
        try {
            for (Piece piece : pieces(operand, box)) {
                copy(piece, pins.get(operand.array(), piece.tile), scratch.segment(), rowStride, columnStride);
                pins.trim();
            }
        } catch (RuntimeException | Error failure) {
            scratch.release();
            throw failure;
        }
        Piece whole = new Piece(-1, 0, rows, 0, columns, 0, rowStride, columnStride);
        return new Factor(operand.array(), List.of(whole), pins, scratch);
    }

    /** Copies a piece to where it belongs in a block, line by line where its lines lie there as they do here. */
    private void copy(Piece piece, MemorySegment source, MemorySegment target, long rowStride, long columnStride) {
        long bytes = dtype.bytes();
        long at = piece.row * rowStride + piece.column * columnStride;
        if (piece.columnStride == bytes && columnStride == bytes) {
            copyLines(source, piece.base, piece.rowStride, target, at, rowStride, piece.rows, piece.columns * bytes);
        } else if (piece.rowStride == bytes && rowStride == bytes) {
            copyLines(source, piece.base, piece.columnStride, target, at, columnStride, piece.columns, piece.rows * bytes);
        } else {
            folds.copy(
                    dtype, source, piece.base, new long[] {piece.rowStride, piece.columnStride}, target, at,
                    new long[] {rowStride, columnStride}, new long[] {piece.rows, piece.columns});
        }
    }

    private static void copyLines(
            MemorySegment source, long from, long sourceStep, MemorySegment target, long to, long targetStep, long lines, long bytes) {
        if (sourceStep == bytes && targetStep == bytes) {
            MemorySegment.copy(source, from, target, to, lines * bytes);
            return;
        }
        for (long line = 0; line < lines; line++) {
            MemorySegment.copy(source, from + line * sourceStep, target, to + line * targetStep, bytes);
        }
    }

    // ---- mirrors

    /** Copies the upper triangle of a square tile to the lower one, block by block. */
    private void mirror(MemorySegment tile, long n) {
        for (long i = 0; i < n; i += MIRROR) {
            long rows = Math.min(MIRROR, n - i);
            if (i > 0) {
                mirror(tile, n, i, 0, rows, i);
            }
            for (long r = 1; r < rows; r++) {
                mirror(tile, n, i + r, i, 1, r);
            }
        }
    }

    /** Elements (row, column) of a rectangle below the diagonal from (column, row). */
    private void mirror(MemorySegment tile, long n, long row, long column, long rows, long columns) {
        long bytes = dtype.bytes();
        folds.copy(
                dtype, tile, (column * n + row) * bytes, new long[] {bytes, n * bytes}, tile, (row * n + column) * bytes,
                new long[] {n * bytes, bytes}, new long[] {rows, columns});
    }
}
