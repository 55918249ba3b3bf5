package syrtis.run;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import syrtis.plan.Box;
import syrtis.type.BugException;
import syrtis.type.Dtype;
import syrtis.type.DtypeException;
import syrtis.type.Shape;
import syrtis.type.ShapeException;
import syrtis.type.Type;

/**
 * A new PNG file of 8 bits a channel, packed row by row, so that a picture of any size can be written. Pieces are whole rows and come in
 * order; the file appears under its name when it is closed after the last row. Source: PNG Specification, third edition
 * (W3C, 2025), sections 5, 9 and 11; filters are chosen by the least sum of absolute differences, section 12.7.
 */
public final class PngSink implements Sink {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final int FILTERS = 5;
    private static final int GREY = 0;
    private static final int COLOUR = 2;
    private static final int COLOUR_OPACITY = 6;

    private final AtomicFile file;
    private final Shape shape;
    private final int channels;
    private final Deflater deflater = new Deflater();
    private final byte[] packed = new byte[1 << 16];
    private final byte[][] filtered;
    private byte[] row;
    private byte[] above;
    private long written;
    private long rows;

    private PngSink(AtomicFile file, Shape shape, int channels) {
        this.file = file;
        this.shape = shape;
        this.channels = channels;
        int width = Math.toIntExact(shape.dim(1) * channels);
        row = new byte[width];
        above = new byte[width];
        filtered = new byte[FILTERS][width + 1];
        for (int filter = 0; filter < FILTERS; filter++) {
            filtered[filter][0] = (byte) filter;
        }
    }

    /**
     * Begins file {@code path}.
     *
     * @throws DtypeException if the elements are not uint8
     * @throws ShapeException if the shape is not [height, width] or [height, width, 1, 3 or 4]
     */
    public static PngSink create(Path path, Type type) {
        Shape shape = type.shape();
        if (type.dtype() != Dtype.UINT8) {
            throw new DtypeException("imsave needs uint8, got " + type + ": bring the values to 0 .. 255 and use astype('uint8')");
        }
        long channels = shape.rank() == 3 ? shape.dim(2) : 1;
        if (shape.rank() < 2 || shape.rank() > 3 || channels != 1 && channels != 3 && channels != 4 || shape.isEmpty()) {
            throw new ShapeException("imsave needs shape [height, width] or [height, width, channels] with 1, 3 or 4 channels, "
                    + "and a pixel at least, got " + type);
        }
        if (shape.dim(0) > Integer.MAX_VALUE || shape.dim(1) > Integer.MAX_VALUE / 8 / channels) {
            throw new ShapeException("imsave: " + type + " is larger than PNG allows: write it in parts");
        }
        AtomicFile file = new AtomicFile(path);
        try {
            PngSink sink = new PngSink(file, shape, (int) channels);
            sink.begin();
            return sink;
        } catch (RuntimeException failure) {
            file.close();
            throw failure;
        }
    }

    private void begin() {
        file.write(0, SIGNATURE);
        written = SIGNATURE.length;
        int kind = channels == 1 ? GREY : channels == 3 ? COLOUR : COLOUR_OPACITY;
        ByteBuffer header = ByteBuffer.allocate(13).putInt((int) shape.dim(1)).putInt((int) shape.dim(0));
        header.put((byte) 8).put((byte) kind).put((byte) 0).put((byte) 0).put((byte) 0);
        chunk("IHDR", header.array(), header.capacity());
    }

    private void chunk(String name, byte[] content, int count) {
        ByteBuffer out = ByteBuffer.allocate(count + 12).putInt(count);
        out.put(name.getBytes(StandardCharsets.US_ASCII)).put(content, 0, count);
        CRC32 crc = new CRC32();
        crc.update(out.array(), 4, count + 4);
        out.putInt((int) crc.getValue());
        file.write(written, out.array());
        written += out.capacity();
    }

    @Override
    public void write(Box box, MemorySegment elements) {
        if (box.start()[0] != rows || box.extent()[1] != shape.dim(1) || box.rank() == 3 && box.extent()[2] != channels) {
            throw new BugException("picture " + shape + ": " + box + " does not follow row " + rows);
        }
        for (long k = 0; k < box.extent()[0]; k++) {
            MemorySegment.copy(elements, ValueLayout.JAVA_BYTE, k * row.length, row, 0, row.length);
            deflater.setInput(filtered());
            pack();
            byte[] free = above;
            above = row;
            row = free;
        }
        rows += box.extent()[0];
    }

    /** The row, as differences from its neighbours that pack best. */
    private byte[] filtered() {
        long[] sums = new long[FILTERS];
        for (int k = 0; k < row.length; k++) {
            int left = k < channels ? 0 : row[k - channels] & 0xff;
            int up = above[k] & 0xff;
            int corner = k < channels ? 0 : above[k - channels] & 0xff;
            int value = row[k];
            put(0, k, value, sums);
            put(1, k, value - left, sums);
            put(2, k, value - up, sums);
            put(3, k, value - (left + up) / 2, sums);
            put(4, k, value - nearest(left, up, corner), sums);
        }
        int best = 0;
        for (int filter = 1; filter < FILTERS; filter++) {
            best = sums[filter] < sums[best] ? filter : best;
        }
        return filtered[best];
    }

    private void put(int filter, int at, int value, long[] sums) {
        filtered[filter][at + 1] = (byte) value;
        sums[filter] += Math.abs((byte) value);
    }

    /** Paeth's predictor: the neighbour nearest to left + up - corner. */
    private static int nearest(int left, int up, int corner) {
        int toLeft = Math.abs(up - corner);
        int toUp = Math.abs(left - corner);
        int toCorner = Math.abs(left + up - 2 * corner);
        return toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
    }

    private void pack() {
        for (int count = deflater.deflate(packed); count > 0; count = deflater.deflate(packed)) {
            chunk("IDAT", packed, count);
        }
    }

    @Override
    public void close() {
        try (file; deflater) {
            if (rows == shape.dim(0)) {
                deflater.finish();
                pack();
                chunk("IEND", new byte[0], 0);
                file.commit();
            }
        }
    }
}
