package syrtis.run;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentSampleModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.ImageInputStream;
import syrtis.type.Dtype;
import syrtis.type.FileException;
import syrtis.type.Shape;
import syrtis.type.Type;

/**
 * Reads pictures through the JDK. They are unpacked in Java's heap, as a whole; one that does not fit there is refused.
 */
public final class Images {
    /** Decoders hold about this many bytes per pixel: their own picture and ours, of four channels. */
    private static final int BYTES_PER_PIXEL = 8;

    private Images() {}

    /**
     * The picture in a PNG, JPEG, GIF or BMP file: uint8 [height, width] if it is grey, else [height, width, 3] for red, green and
     * blue, or 4 with opacity. Channels of 16 bits lose their lower 8.
     */
    public static StoredArray read(Path path, Store store) {
        requireDesktop();
        if (!Files.isRegularFile(path)) {
            throw new FileException("cannot read " + path + ": " + (Files.exists(path) ? "it is not a regular file" : "there is no such file")
                    + ": check the name");
        }
        try (ImageInputStream in = new FileImageInputStream(path.toFile())) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                throw new FileException("cannot read " + path + ": it is no picture in a format the JDK knows: convert it to PNG or JPEG");
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(in, true, true);
                requireHeap(path, (long) reader.getWidth(0) * reader.getHeight(0));
                return pixels(reader.read(0), store);
            } finally {
                reader.dispose();
            }
        } catch (IIOException failure) {
            throw new FileException("cannot read " + path + ": the picture is damaged or of a kind the JDK does not know ("
                    + failure.getMessage() + "): convert it to PNG", failure);
        } catch (IOException failure) {
            throw PositionedFile.unreadable(path, failure);
        } catch (IllegalArgumentException | IndexOutOfBoundsException | NegativeArraySizeException | NullPointerException failure) {
            // The JDK's decoders are not careful with what a file says.
            throw new FileException("cannot read " + path + ": the picture is damaged: write it again", failure);
        }
    }

    private static StoredArray pixels(BufferedImage image, Store store) {
        int height = image.getHeight();
        int width = image.getWidth();
        int channels = channels(image);
        Shape shape = channels == 1 ? Shape.of(height, width) : Shape.of(height, width, channels);
        return StoredArray.of(new Type(Dtype.UINT8, shape), store, target -> {
            Raster raster = image.getRaster();
            int bands = raster.getNumBands();
            boolean plain = isPlain(image);
            int shift = raster.getTransferType() == DataBuffer.TYPE_USHORT ? Byte.SIZE : 0;
            int[] row = new int[width * Math.max(1, bands)];
            byte[] out = new byte[width * channels];
            for (int y = 0; y < height; y++) {
                if (plain) {
                    raster.getPixels(0, y, width, 1, row);
                } else {
                    image.getRGB(0, y, width, 1, row, 0, width);
                }
                for (int x = 0; x < width; x++) {
                    for (int c = 0; c < channels; c++) {
                        // Grey with opacity becomes colour with opacity.
                        int band = bands == 2 ? c / 3 : c;
                        out[x * channels + c] = (byte) (plain ? row[x * bands + band] >> shift : row[x] >> (c == 3 ? 24 : 16 - 8 * c));
                    }
                }
                MemorySegment.copy(out, 0, target, ValueLayout.JAVA_BYTE, (long) y * out.length, out.length);
            }
        });
    }

    private static int channels(BufferedImage image) {
        if (image.getColorModel() instanceof IndexColorModel palette) {
            boolean grey = !palette.hasAlpha();
            for (int k = 0; grey && k < palette.getMapSize(); k++) {
                grey = palette.getRed(k) == palette.getGreen(k) && palette.getRed(k) == palette.getBlue(k);
            }
            return grey ? 1 : palette.hasAlpha() ? 4 : 3;
        }
        boolean grey = image.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_GRAY;
        return image.getColorModel().hasAlpha() ? 4 : grey ? 1 : 3;
    }

    /** Whether the raster holds the channels themselves, of 8 or 16 bits. */
    private static boolean isPlain(BufferedImage image) {
        int transfer = image.getRaster().getTransferType();
        int space = image.getColorModel().getColorSpace().getType();
        return !(image.getColorModel() instanceof IndexColorModel)
                && image.getRaster().getSampleModel() instanceof ComponentSampleModel
                && (transfer == DataBuffer.TYPE_BYTE || transfer == DataBuffer.TYPE_USHORT)
                && (space == ColorSpace.TYPE_GRAY || space == ColorSpace.TYPE_RGB);
    }

    private static void requireHeap(Path path, long pixels) {
        long free = Runtime.getRuntime().maxMemory() - (Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
        if (pixels * BYTES_PER_PIXEL > free) {
            throw new FileException("cannot read " + path + ": a picture of " + pixels + " pixels needs about "
                    + pixels * BYTES_PER_PIXEL / 1_000_000 + " MB of Java's heap, which has " + free / 1_000_000
                    + " MB left: raise -Xmx (SYRTIS_HEAP) or make it smaller");
        }
    }

    private static void requireDesktop() {
        if (ModuleLayer.boot().findModule("java.desktop").isEmpty()) {
            throw new FileException("pictures need the JDK's module java.desktop: start Java with --add-modules java.desktop");
        }
    }
}
