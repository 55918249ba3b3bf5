package syrtis;

import java.lang.foreign.MemorySegment;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import syrtis.expr.Dag;
import syrtis.expr.Expr;
import syrtis.op.Elementwise;
import syrtis.op.Op;
import syrtis.op.View;
import syrtis.plan.Box;
import syrtis.plan.Grid;
import syrtis.run.BoxCopy;
import syrtis.run.Images;
import syrtis.run.NpySink;
import syrtis.run.NpySource;
import syrtis.run.NpzArchive;
import syrtis.run.NpzSink;
import syrtis.run.PngSink;
import syrtis.run.Sink;
import syrtis.run.StoredArray;
import syrtis.run.TextReader;
import syrtis.run.TextSink;
import syrtis.type.Dtype;
import syrtis.type.FileException;

/**
 * Arrays from and to files, under NumPy's names.
 *
 * <pre>{@code
 * NDArray a = InputOutput.load("measured.npy");            // reads the header only
 * InputOutput.save("mean.npy", a.mean(Over.axis(0)));      // reads what is needed, tile by tile
 * }</pre>
 *
 * A file is written beside its place and appears there when it is whole: a failure, a cancellation or the end of the program
 * leaves the old one as it was, and {@code save("a.npy", load("a.npy").add(1))} does what it says. Every mistake in a file is
 * a {@link FileException}.
 */
public final class InputOutput {
    /** An array that was not evaluated is written in pieces of this part of the memory budget. */
    private static final long PIECES = 8;

    /** Rows of text and pictures are gathered in Java's heap, about this many bytes at a time. */
    private static final long ROWS_BYTES = 1 << 20;

    private InputOutput() {}

    // ---- .npy and .npz

    /**
     * The array of a {@code .npy} file. Elements are read when they are needed, only those needed, by position; the file must not
     * be changed in place meanwhile (a file that replaces it does no harm). Arrays of Python objects are refused.
     */
    public static NDArray load(Path file) {
        syrtis.run.Store store = Runtime.current().store();
        if (NpzArchive.isArchive(file, store)) {
            throw new FileException("cannot read " + file + " as one array: it is an archive of "
                    + String.join(", ", NpzArchive.open(file, store).names()) + ": use loadz");
        }
        NpySource source = NpySource.open(file, store);
        NDArray array = NDArray.of(new Nodes().of(new Op.Read(source)));
        return source.isTransposed() ? array.T() : array;
    }

    /** The array of a {@code .npy} file: {@link #load(Path)}. */
    public static NDArray load(String file) {
        return load(path(file));
    }

    /** Whether a file begins like a {@code .npz} file, which {@link #loadz} reads, and not like what {@link #load} reads. */
    public static boolean isArchive(String file) {
        return NpzArchive.isArchive(path(file), Runtime.current().store());
    }

    /** The arrays of a {@code .npz} file. */
    public static NpzFile loadz(Path file) {
        syrtis.run.Store store = Runtime.current().store();
        if (!NpzArchive.isArchive(file, store)) {
            throw new FileException("cannot read " + file + " as an archive of arrays: it does not begin like one: use load");
        }
        return new NpzFile(file.toString(), NpzArchive.open(file, store));
    }

    /** The arrays of a {@code .npz} file. */
    public static NpzFile loadz(String file) {
        return loadz(path(file));
    }

    /** Writes an array to a {@code .npy} file; the name gets that ending if it lacks it. */
    public static void save(Path file, NDArray arr) {
        try (Sink sink = NpySink.create(withEnding(file, ".npy"), arr.type())) {
            write(arr, sink);
        }
    }

    /** Writes an array to a {@code .npy} file: {@link #save(Path, NDArray)}. */
    public static void save(String file, NDArray arr) {
        save(path(file), arr);
    }

    /** Writes arrays to an uncompressed {@code .npz} file, by name; the file's name gets that ending if it lacks it. */
    public static void savez(Path file, Map<String, NDArray> arrays) {
        try (NpzSink archive = new NpzSink(withEnding(file, ".npz"))) {
            arrays.forEach((name, array) -> write(array, archive.array(name, array.type())));
            archive.finish();
        }
    }

    /** Writes arrays to a {@code .npz} file: {@link #savez(Path, Map)}. */
    public static void savez(String file, Map<String, NDArray> arrays) {
        savez(path(file), arrays);
    }

    // ---- text

    /**
     * How {@link #loadtxt} reads: {@code Loadtxt.defaults().delimiter(",").skiprows(1)}.
     *
     * @param dtype what to read: bool, an integer or a float
     * @param comments what begins a comment; empty for none
     * @param delimiter one character between fields; null for blanks
     * @param skiprows lines to pass over at the beginning, comments and empty ones included
     * @param usecols columns to read, from 0, in this order, negative ones from the end; none for all
     * @param maxRows rows to read at most
     */
    public record Loadtxt(
            Dtype dtype, String comments, @Nullable String delimiter, long skiprows, List<Integer> usecols, long maxRows) {
        public Loadtxt {
            usecols = List.copyOf(usecols);
        }

        /** Numbers in float64, separated by blanks. */
        public static Loadtxt defaults() {
            return new Loadtxt(Dtype.FLOAT64, "#", null, 0, List.of(), Long.MAX_VALUE);
        }

        public Loadtxt dtype(Dtype dtype) {
            return new Loadtxt(dtype, comments, delimiter, skiprows, usecols, maxRows);
        }

        public Loadtxt comments(String comments) {
            return new Loadtxt(dtype, comments, delimiter, skiprows, usecols, maxRows);
        }

        public Loadtxt delimiter(String delimiter) {
            return new Loadtxt(dtype, comments, delimiter, skiprows, usecols, maxRows);
        }

        public Loadtxt skiprows(long skiprows) {
            return new Loadtxt(dtype, comments, delimiter, skiprows, usecols, maxRows);
        }

        public Loadtxt usecols(Integer... usecols) {
            return new Loadtxt(dtype, comments, delimiter, skiprows, List.of(usecols), maxRows);
        }

        public Loadtxt maxRows(long maxRows) {
            return new Loadtxt(dtype, comments, delimiter, skiprows, usecols, maxRows);
        }
    }

    /**
     * How {@link #genfromtxt} reads: {@code Genfromtxt.defaults().delimiter(",").skipHeader(1)}.
     *
     * @param skipHeader lines to pass over at the beginning; the others are {@link Loadtxt}'s
     */
    public record Genfromtxt(
            Dtype dtype, String comments, @Nullable String delimiter, long skipHeader, List<Integer> usecols, long maxRows) {
        public Genfromtxt {
            usecols = List.copyOf(usecols);
        }

        /** Numbers in float64, separated by blanks. */
        public static Genfromtxt defaults() {
            return new Genfromtxt(Dtype.FLOAT64, "#", null, 0, List.of(), Long.MAX_VALUE);
        }

        public Genfromtxt dtype(Dtype dtype) {
            return new Genfromtxt(dtype, comments, delimiter, skipHeader, usecols, maxRows);
        }

        public Genfromtxt comments(String comments) {
            return new Genfromtxt(dtype, comments, delimiter, skipHeader, usecols, maxRows);
        }

        public Genfromtxt delimiter(String delimiter) {
            return new Genfromtxt(dtype, comments, delimiter, skipHeader, usecols, maxRows);
        }

        public Genfromtxt skipHeader(long skipHeader) {
            return new Genfromtxt(dtype, comments, delimiter, skipHeader, usecols, maxRows);
        }

        public Genfromtxt usecols(Integer... usecols) {
            return new Genfromtxt(dtype, comments, delimiter, skipHeader, List.of(usecols), maxRows);
        }

        public Genfromtxt maxRows(long maxRows) {
            return new Genfromtxt(dtype, comments, delimiter, skipHeader, usecols, maxRows);
        }
    }

    /**
     * How {@link #savetxt} writes: {@code Savetxt.defaults().fmt("%.3f").delimiter(",")}.
     *
     * @param fmt one conversion of Python's {@code %} for all numbers: e, f, g, d or s
     * @param delimiter what stands between two numbers
     * @param newline what ends a line
     * @param header what stands before the table; empty for nothing
     * @param footer what stands behind the table; empty for nothing
     * @param comments what begins the lines of header and footer
     */
    public record Savetxt(String fmt, String delimiter, String newline, String header, String footer, String comments) {
        /** Every digit, separated by a blank. */
        public static Savetxt defaults() {
            return new Savetxt("%.18e", " ", "\n", "", "", "# ");
        }

        public Savetxt fmt(String fmt) {
            return new Savetxt(fmt, delimiter, newline, header, footer, comments);
        }

        public Savetxt delimiter(String delimiter) {
            return new Savetxt(fmt, delimiter, newline, header, footer, comments);
        }

        public Savetxt newline(String newline) {
            return new Savetxt(fmt, delimiter, newline, header, footer, comments);
        }

        public Savetxt header(String header) {
            return new Savetxt(fmt, delimiter, newline, header, footer, comments);
        }

        public Savetxt footer(String footer) {
            return new Savetxt(fmt, delimiter, newline, header, footer, comments);
        }

        public Savetxt comments(String comments) {
            return new Savetxt(fmt, delimiter, newline, header, footer, comments);
        }
    }

    /**
     * The table of numbers in a text file, read now, as a whole: [rows, columns] without axes of length 1. Lines without a
     * number are passed over.
     *
     * @throws FileException if a field is no number of the dtype, or a line has more or fewer columns than the first; with the
     *     line, and the column, both from 1
     */
    public static NDArray loadtxt(Path fname, Loadtxt options) {
        return text(fname, new TextReader.Layout(
                options.dtype, Objects.requireNonNullElse(options.delimiter, ""), options.comments, options.skiprows,
                options.usecols, options.maxRows, TextReader.Unreadable.REFUSED));
    }

    /** The table of numbers in a text file: {@link #loadtxt(Path, Loadtxt)}. */
    public static NDArray loadtxt(String fname, Loadtxt options) {
        return loadtxt(path(fname), options);
    }

    /**
     * As {@link #loadtxt}, but a field that is empty or no number is NaN; -1 where integers are read.
     *
     * @throws FileException if a line has more or fewer columns than the first
     */
    public static NDArray genfromtxt(Path fname, Genfromtxt options) {
        return text(fname, new TextReader.Layout(
                options.dtype, Objects.requireNonNullElse(options.delimiter, ""), options.comments, options.skipHeader,
                options.usecols, options.maxRows, TextReader.Unreadable.MISSING));
    }

    /** As {@link #genfromtxt(Path, Genfromtxt)}. */
    public static NDArray genfromtxt(String fname, Genfromtxt options) {
        return genfromtxt(path(fname), options);
    }

    private static NDArray text(Path file, TextReader.Layout layout) {
        return Elements.stored(TextReader.read(file, layout, Runtime.current().store()));
    }

    /**
     * Writes an array of one or two axes as text, a row a line. Decimals are correctly rounded: the file is the same as NumPy's.
     *
     * @throws syrtis.type.ShapeException if it has neither one nor two axes
     */
    public static void savetxt(Path fname, NDArray x, Savetxt options) {
        TextSink.Layout layout = new TextSink.Layout(
                options.fmt, options.delimiter, options.newline, options.header, options.footer, options.comments);
        try (Sink sink = TextSink.create(fname, x.type(), layout)) {
            writeRows(x, sink);
        }
    }

    /** Writes an array as text: {@link #savetxt(Path, NDArray, Savetxt)}. */
    public static void savetxt(String fname, NDArray x, Savetxt options) {
        savetxt(path(fname), x, options);
    }

    // ---- pictures

    /**
     * The picture in a PNG, JPEG, GIF or BMP file, read now, as a whole: uint8 [height, width] if it is grey, else [height, width, 3], or
     * 4 with opacity.
     */
    public static NDArray imread(Path fname) {
        return Elements.stored(Images.read(fname, Runtime.current().store()));
    }

    /** The picture in a file: {@link #imread(Path)}. */
    public static NDArray imread(String fname) {
        return imread(path(fname));
    }

    /**
     * Writes uint8 [height, width], or [height, width, channels] with 1, 3 or 4 channels, as PNG.
     *
     * @throws syrtis.type.DtypeException if it is not uint8
     * @throws syrtis.type.ShapeException if it has another shape
     */
    public static void imsave(Path fname, NDArray arr) {
        if (!fname.toString().toLowerCase(java.util.Locale.ROOT).endsWith(".png")) {
            throw new FileException("cannot write " + fname + ": imsave writes PNG only: give a name that ends in .png");
        }
        try (Sink sink = PngSink.create(fname, arr.type())) {
            writeRows(arr, sink);
        }
    }

    /** Writes a picture: {@link #imsave(Path, NDArray)}. */
    public static void imsave(String fname, NDArray arr) {
        imsave(path(fname), arr);
    }

    // ---- writing

    private static void write(NDArray array, Sink sink) {
        Grid grid = Grid.rows(array.shape(), array.dtype(), pieceBytes());
        inPieces(array, grid, (stored, start) ->
                stored.forEachTile((box, elements) -> sink.write(moved(box, start), elements)));
    }

    /** Whole rows in order, about as many at a time as a tile holds. */
    private static void writeRows(NDArray array, Sink sink) {
        long rowBytes = Math.max(1, array.nbytes() / Math.max(1, array.shape().dim(0)));
        long[] tile = array.shape().toArray();
        tile[0] = Math.max(1, pieceBytes() / rowBytes);
        long together = Math.max(1, ROWS_BYTES / rowBytes);
        inPieces(array, Grid.of(array.shape(), tile), (stored, start) -> {
            Grid grid = stored.grid();
            long across = grid.count() / Math.max(1, grid.count(0));
            for (long band = 0; band < grid.count(0); band++) {
                long end = Math.min(stored.type().shape().dim(0), (band + 1) * grid.tile(0));
                for (long row = band * grid.tile(0); row < end; row += together) {
                    long first = band * across;
                    Box box = new Box(new long[array.ndim()], array.shape().toArray());
                    box.start()[0] = row;
                    box.extent()[0] = Math.min(together, end - row);
                    MemorySegment dense = MemorySegment.ofArray(new byte[Math.toIntExact(box.size() * array.itemsize())]);
                    for (long k = 0; k < across; k++) {
                        stored.readTile(first + k, (part, elements) -> BoxCopy.copy(elements, part, dense, box, array.itemsize()));
                    }
                    sink.write(moved(box, start), dense);
                }
            }
        });
    }

    private interface Piece {
        void write(StoredArray stored, long[] start);
    }

    /**
     * Evaluates and writes one piece after the other, so that a result larger than memory is never there as a whole; an array that
     * is evaluated, fits easily, or cannot be computed in pieces is one piece.
     */
    private static void inPieces(NDArray array, Grid grid, Piece piece) {
        Expr expr = array.expr();
        if (grid.count() <= 1 || expr.result() != null || !isPiecewise(expr.op())) {
            piece.write(array.stored(), new long[array.ndim()]);
            return;
        }
        // What each piece would compute again as a whole is computed once before, and kept while this runs.
        List<NDArray> kept = new ArrayList<>();
        for (Expr node : Dag.walk(List.of(expr), node -> node.result() != null || !isPiecewise(node.op()))) {
            if (node.result() == null && !isPiecewise(node.op())) {
                kept.add(NDArray.of(node));
            }
        }
        if (!kept.isEmpty()) {
            Evaluation.evaluate(kept);
        }
        for (long index = 0; index < grid.count(); index++) {
            Box box = grid.box(index);
            Index[] part = new Index[box.rank()];
            for (int axis = 0; axis < part.length; axis++) {
                part[axis] = Index.range(box.start()[axis], box.start()[axis] + box.extent()[axis]);
            }
            piece.write(array.get(part).stored(), box.start());
        }
        java.lang.ref.Reference.reachabilityFence(kept);
    }

    /** Whether a part of the result costs about that part of the work. */
    private static boolean isPiecewise(Op op) {
        return switch (op) {
            case Op.Generate _, Op.Stored _, Op.Read _, Elementwise _, Op.Cast _, View _, Op.Reshape _, Op.Concat _, Op.Update _ -> true;
            case Op.Reduce _, Op.Scan _, Op.Contract _, Op.Gather _, Op.Scatter _ -> false;
        };
    }

    private static long pieceBytes() {
        return Runtime.current().options().memory() / PIECES;
    }

    private static Box moved(Box box, long[] by) {
        long[] start = box.start().clone();
        for (int axis = 0; axis < start.length; axis++) {
            start[axis] += by[axis];
        }
        return new Box(start, box.extent());
    }

    private static Path path(String file) {
        try {
            return Path.of(file);
        } catch (InvalidPathException failure) {
            throw new FileException("'" + file + "' is no name of a file: " + failure.getReason(), failure);
        }
    }

    private static Path withEnding(Path file, String ending) {
        String name = Objects.toString(file.getFileName(), "");
        return name.endsWith(ending) ? file : file.resolveSibling(name + ending);
    }
}
