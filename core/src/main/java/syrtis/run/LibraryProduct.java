package syrtis.run;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import syrtis.kernel.Code;
import syrtis.kernel.KernelCache;
import syrtis.kernel.Routine;
import syrtis.memory.Buffer;
import syrtis.plan.Box;
import syrtis.plan.Fused;
import syrtis.plan.Work;
import syrtis.type.BugException;
import syrtis.type.Dtype;

/**
 * Tiles of a matrix product by a library's routine. A factor is read where it lies if it does so in large pieces of rows or
 * columns; else blocks of it, up to {@link Work.Product#BLOCK} along the summed axis, are first copied together.
 */
final class LibraryProduct {
    /** Elements along an axis from which on a piece is worth a call of its own. */
    private static final long LARGE = 256;

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

    /** Part of a factor, from a row and a column of the tile's part of it on: where it lies, and its strides in bytes. */
    private record Piece(
            MemorySegment segment, long row, long rows, long column, long columns, long base, long rowStride, long columnStride) {}

    /** Writes the box of the product into {@code out}, dense. */
    void multiply(Box box, MemorySegment out, Pins pins) {
        long[] batch = Arrays.copyOf(box.start(), rank - 2);
        long row = box.start()[rank - 2];
        long column = box.start()[rank - 1];
        long m = box.extent()[rank - 2];
        long n = box.extent()[rank - 1];
        long bytes = dtype.bytes();
        boolean diagonal = product.symmetric() && row == column && m == n;
        boolean first = true;
        for (long[] block : blocks(batch, row, m, column, n, pins)) {
            Box left = box(batch, row, m, block[0], block[1]);
            Box right = box(batch, block[0], block[1], column, n);
            long[] beta = {first ? 0 : 1};
            first = false;
            try (Factor a = factor(product.a(), left, rank - 2, pins)) {
                if (diagonal && a.pieces.size() == 1) {
                    Piece piece = a.pieces.getFirst();
                    multiplyTransposed.run(
                            new MemorySegment[] {piece.segment, out},
                            new long[] {m, block[1], piece.base, piece.rowStride, piece.columnStride, 0, n * bytes, bytes},
                            beta);
                    continue;
                }
                try (Factor b = factor(product.b(), right, rank - 1, pins)) {
                    for (Piece p : a.pieces) {
                        for (Piece q : b.pieces) {
                            multiply.run(
                                    new MemorySegment[] {p.segment, q.segment, out},
                                    new long[] {
                                        p.rows, q.columns, block[1],
                                        p.base, p.rowStride, p.columnStride,
                                        q.base, q.rowStride, q.columnStride,
                                        (p.row * n + q.column) * bytes, n * bytes, bytes
                                    },
                                    beta);
                        }
                    }
                }
            }
            pins.trim();
        }
        if (first) {
            out.asSlice(0, m * n * bytes).fill((byte) 0);
        } else if (diagonal) {
            mirror(out, n);
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

    /** First index and length of each block of the summed axis: as the factors are cut, if they can be read where they lie. */
    private List<long[]> blocks(long[] batch, long row, long m, long column, long n, Pins pins) {
        long k = product.inner();
        TreeSet<Long> cuts = new TreeSet<>();
        for (long cut : FusedRunner.cuts(List.of(product.a()), box(batch, row, m, 0, k), rank - 1)) {
            cuts.add(cut);
        }
        for (long cut : FusedRunner.cuts(List.of(product.b()), box(batch, 0, k, column, n), rank - 2)) {
            cuts.add(cut);
        }
        List<long[]> blocks = new ArrayList<>();
        long from = 0;
        for (long cut : cuts) {
            if (cut > from) {
                boolean usable = cut - from >= Math.min(k, LARGE)
                        && isUsable(product.a(), box(batch, row, m, from, cut - from), rank - 2, pins)
                        && isUsable(product.b(), box(batch, from, cut - from, column, n), rank - 1, pins);
                if (!usable) {
                    return copiedBlocks(k);
                }
                blocks.add(new long[] {from, cut - from});
                from = cut;
            }
        }
        return blocks;
    }

    private static List<long[]> copiedBlocks(long k) {
        List<long[]> blocks = new ArrayList<>();
        for (long at = 0; at < k; at += Work.Product.BLOCK) {
            blocks.add(new long[] {at, Math.min(k - at, Work.Product.BLOCK)});
        }
        return blocks;
    }

    // ---- factors

    /** A block of a factor in pieces, and the scratch that it was copied to, if it was. */
    private static final class Factor implements AutoCloseable {
        private final List<Piece> pieces;
        private final List<Buffer> scratch;

        Factor(List<Piece> pieces, List<Buffer> scratch) {
            this.pieces = pieces;
            this.scratch = scratch;
        }

        @Override
        public void close() {
            scratch.forEach(Buffer::release);
        }
    }

    private Factor factor(Fused.Operand operand, Box box, int outer, Pins pins) {
        List<Piece> pieces = pieces(operand, box, pins);
        return isUsable(pieces, box, outer) ? new Factor(pieces, List.of()) : copied(pieces, box);
    }

    private boolean isUsable(Fused.Operand operand, Box box, int outer, Pins pins) {
        boolean usable = isUsable(pieces(operand, box, pins), box, outer);
        pins.trim();
        return usable;
    }

    /** Whether a routine can take the pieces as they lie; {@code outer} is the axis along which they may be apart. */
    private boolean isUsable(List<Piece> pieces, Box box, int outer) {
        boolean byRows = outer == rank - 2;
        long inner = box.extent()[byRows ? rank - 1 : rank - 2];
        long least = Math.min(LARGE, box.extent()[outer]);
        return pieces.stream()
                .allMatch(piece -> isDense(piece)
                        && (byRows ? piece.columns : piece.rows) == inner
                        && (byRows ? piece.rows : piece.columns) >= least);
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

    private List<Piece> pieces(Fused.Operand operand, Box box, Pins pins) {
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
                MemorySegment segment = FusedRunner.operand(operand, start, 0, bases, strides, pins, FusedRunner.NO_AXIS);
                pieces.add(new Piece(
                        segment,
                        rows[i] - box.start()[rank - 2],
                        rows[i + 1] - rows[i],
                        columns[j] - box.start()[rank - 1],
                        columns[j + 1] - columns[j],
                        bases[0],
                        strides[0][rank - 2],
                        strides[0][rank - 1]));
            }
        }
        return pieces;
    }

    /** All pieces together in scratch memory, by columns if that is how they lie. */
    private Factor copied(List<Piece> pieces, Box box) {
        long rows = box.extent()[rank - 2];
        long columns = box.extent()[rank - 1];
        long bytes = dtype.bytes();
        boolean byColumns = pieces.getFirst().rowStride == bytes && pieces.getFirst().columnStride != bytes;
        long rowStride = byColumns ? bytes : columns * bytes;
        long columnStride = byColumns ? rows * bytes : bytes;
        Buffer scratch = store.allocate(rows * columns * bytes);
        try {
            for (Piece piece : pieces) {
                folds.copy(
                        dtype,
                        piece.segment,
                        piece.base,
                        new long[] {piece.rowStride, piece.columnStride},
                        scratch.segment(),
                        piece.row * rowStride + piece.column * columnStride,
                        new long[] {rowStride, columnStride},
                        new long[] {piece.rows, piece.columns});
            }
        } catch (RuntimeException | Error failure) {
            scratch.release();
            throw failure;
        }
        return new Factor(
                List.of(new Piece(scratch.segment(), 0, rows, 0, columns, 0, rowStride, columnStride)), List.of(scratch));
    }

    // ---- mirrors

    private static final long MIRROR = 64;

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
                dtype,
                tile,
                (column * n + row) * bytes,
                new long[] {bytes, n * bytes},
                tile,
                (row * n + column) * bytes,
                new long[] {n * bytes, bytes},
                new long[] {rows, columns});
    }
}
