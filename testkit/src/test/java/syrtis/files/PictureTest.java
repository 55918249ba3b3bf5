package syrtis.files;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import syrtis.InputOutput;
import syrtis.NDArray;
import syrtis.Nd;
import syrtis.type.Dtype;
import syrtis.type.FileException;
import syrtis.type.Shape;

/** Pictures. */
class PictureTest {
    @TempDir
    Path folder;

    @BeforeAll
    static void withoutScreen() {
        System.setProperty("java.awt.headless", "true");
    }

    /** Smooth on the left, noise on the right, so that all filters are used. */
    private static NDArray picture(long height, long width, long... channels) {
        long[] dims = {height, width, channels.length > 0 ? channels[0] : 1};
        byte[] bytes = new byte[(int) (dims[0] * dims[1] * dims[2])];
        Random random = new Random(1);
        for (int k = 0; k < bytes.length; k++) {
            long x = k / dims[2] % dims[1];
            long y = k / dims[2] / dims[1];
            bytes[k] = (byte) (x < dims[1] / 2 ? x * 3 + y * 2 + k % dims[2] * 40 : random.nextInt(256));
        }
        return Nd.fromBytes(bytes, Dtype.UINT8, channels.length > 0 ? Shape.of(dims) : Shape.of(height, width));
    }

    @Test
    void picturesComeBackAsTheyWereSaved() {
        Path png = folder.resolve("a.png");
        for (NDArray picture : new NDArray[] {picture(37, 53), picture(37, 53, 3), picture(37, 53, 4), picture(1, 1), picture(100, 1500, 3)}) {
            InputOutput.imsave(png, picture);
            Samples.requireSame(picture, InputOutput.imread(png));
        }
        InputOutput.imsave(png, picture(5, 7, 1));
        Samples.requireSame(picture(5, 7, 1).reshape(5, 7), InputOutput.imread(png));
    }

    @Test
    void theJdkReadsWhatIsWritten() throws IOException {
        Path png = folder.resolve("a.png");
        InputOutput.imsave(png, picture(20, 30, 3));
        BufferedImage image = ImageIO.read(png.toFile());
        byte[] pixels = picture(20, 30, 3).toBytes();
        for (int k = 0; k < 600; k++) {
            int rgb = (pixels[3 * k] & 0xff) << 16 | (pixels[3 * k + 1] & 0xff) << 8 | pixels[3 * k + 2] & 0xff;
            assertEquals(rgb, image.getRGB(k % 30, k / 30) & 0xffffff);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {
        BufferedImage.TYPE_3BYTE_BGR, BufferedImage.TYPE_INT_RGB, BufferedImage.TYPE_4BYTE_ABGR, BufferedImage.TYPE_INT_ARGB,
        BufferedImage.TYPE_BYTE_INDEXED, BufferedImage.TYPE_BYTE_GRAY, BufferedImage.TYPE_USHORT_GRAY, BufferedImage.TYPE_BYTE_BINARY
    })
    void picturesOfTheJdkAreRead(int type) throws IOException {
        BufferedImage image = new BufferedImage(2, 1, type);
        image.setRGB(0, 0, 0xffffffff);
        image.setRGB(1, 0, 0xff000000);
        Path png = folder.resolve("a.png");
        ImageIO.write(image, "png", png.toFile());
        NDArray read = InputOutput.imread(png);
        int channels = switch (type) {
            case BufferedImage.TYPE_4BYTE_ABGR, BufferedImage.TYPE_INT_ARGB -> 4;
            case BufferedImage.TYPE_BYTE_GRAY, BufferedImage.TYPE_USHORT_GRAY, BufferedImage.TYPE_BYTE_BINARY -> 1;
            default -> 3;
        };
        byte[] expected = new byte[2 * channels];
        Arrays.fill(expected, 0, channels, (byte) 255);
        if (channels == 4) {
            expected[7] = (byte) 255;
        }
        assertArrayEquals(expected, read.toBytes());
        assertEquals(channels == 1 ? Shape.of(1, 2) : Shape.of(1, 2, channels), read.shape());
    }

    @Test
    void greyValuesAreNotBentByAColourProfile() {
        NDArray ramp = Nd.arange(256).astype(Dtype.UINT8).reshape(1, 256);
        InputOutput.imsave(folder.resolve("ramp.png"), ramp);
        Samples.requireSame(ramp, InputOutput.imread(folder.resolve("ramp.png")));
    }

    @Test
    void jpegIsRead() throws IOException {
        BufferedImage image = new BufferedImage(16, 8, BufferedImage.TYPE_INT_RGB);
        for (int k = 0; k < 128; k++) {
            image.setRGB(k % 16, k / 16, 0xc86432);
        }
        ImageIO.write(image, "jpg", folder.resolve("a.jpg").toFile());
        NDArray read = InputOutput.imread(folder.resolve("a.jpg"));
        assertEquals(Shape.of(8, 16, 3), read.shape());
        long[] pixel = read.get(4, 4).toLongs();
        assertTrue(Math.abs(pixel[0] - 0xc8) < 6 && Math.abs(pixel[1] - 0x64) < 6 && Math.abs(pixel[2] - 0x32) < 6, Arrays.toString(pixel));
    }

    @Test
    void aFileThatIsNoPictureIsRefused() throws IOException {
        Path text = Files.writeString(folder.resolve("a.png"), "hello");
        requireRefusal("it is no picture in a format the JDK knows: convert it to PNG or JPEG", text);
        requireRefusal("there is no such file", folder.resolve("no.png"));
        InputOutput.imsave(text, picture(20, 20, 3));
        byte[] good = Files.readAllBytes(text);
        Files.write(text, Arrays.copyOf(good, good.length / 2));
        requireRefusal("the picture is damaged", text);
    }

    @Test
    void aPictureTooLargeForTheHeapIsRefused() throws IOException {
        Path png = folder.resolve("a.png");
        InputOutput.imsave(png, picture(2, 2));
        byte[] file = Files.readAllBytes(png);
        ByteBuffer.wrap(file).putInt(16, 200_000).putInt(20, 200_000);
        CRC32 crc = new CRC32();
        crc.update(file, 12, 17);
        ByteBuffer.wrap(file).putInt(29, (int) crc.getValue());
        Files.write(png, file);
        requireRefusal("a picture of 40000000000 pixels needs about 320000 MB of Java's heap", png);
    }

    @Test
    void aDamagedPictureIsReadOrRefusedButNothingElse() throws IOException {
        Path png = folder.resolve("a.png");
        InputOutput.imsave(png, picture(20, 20, 3));
        byte[] good = Files.readAllBytes(png);
        Random random = new Random(2);
        for (int round = 0; round < 150; round++) {
            byte[] bad = good.clone();
            bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
            bad[random.nextInt(60)] = (byte) random.nextInt(256);
            Files.write(png, bad);
            try {
                InputOutput.imread(png);
            } catch (FileException expected) {
                assertTrue(expected.getMessage().contains("a.png"), "round " + round + ": " + expected.getMessage());
            }
        }
    }

    private static void requireRefusal(String message, Path file) {
        String said = assertThrows(FileException.class, () -> InputOutput.imread(file)).getMessage();
        assertTrue(said.contains(message), said);
    }
}
