package syrtis.llvm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ObjectCacheTest {
    private static final int SHARE = 1000;

    @TempDir
    Path folder;

    private ObjectCache cache() {
        return new ObjectCache(folder, (long) SHARE * ObjectCache.FOLDERS);
    }

    private Path file(String key) {
        return folder.resolve(key.substring(0, 2)).resolve(key.substring(2));
    }

    private void age(String key, int days) throws IOException {
        Files.setLastModifiedTime(file(key), FileTime.from(Instant.now().minus(Duration.ofDays(days))));
    }

    @Test
    void whatWasStoredIsFoundByAnother() {
        assertEquals(Optional.empty(), cache().find("ab01"));
        assertEquals(Optional.empty(), cache().store("ab01", new byte[] {1, 2, 3}));
        assertArrayEquals(new byte[] {1, 2, 3}, cache().find("ab01").orElseThrow());
        assertEquals(Optional.empty(), cache().store("ab01", new byte[] {4}));
        assertArrayEquals(new byte[] {4}, cache().find("ab01").orElseThrow());
    }

    @Test
    void everyDamageIsSeen() throws IOException {
        cache().store("ab01", new byte[] {1, 2, 3, 4, 5});
        byte[] whole = Files.readAllBytes(file("ab01"));
        for (int k = 0; k < whole.length; k++) {
            byte[] damaged = whole.clone();
            damaged[k] ^= 4;
            Files.write(file("ab01"), damaged);
            assertEquals(Optional.empty(), cache().find("ab01"), "byte " + k);
        }
        for (int length = 0; length < whole.length; length++) {
            Files.write(file("ab01"), Arrays.copyOf(whole, length));
            assertEquals(Optional.empty(), cache().find("ab01"), "length " + length);
        }
        Files.write(file("ab01"), whole);
        assertTrue(cache().find("ab01").isPresent());
    }

    @Test
    void theOldestGoWhereThereIsNoRoom() throws IOException {
        for (int k = 0; k < 4; k++) {
            cache().store("ab0" + k, new byte[200]);
            age("ab0" + k, 10 - k);
        }
        age("ab00", 1); // The first is the youngest now.
        cache().store("ab09", new byte[200]);
        assertTrue(cache().find("ab00").isPresent());
        assertEquals(Optional.empty(), cache().find("ab01"));
        assertTrue(cache().find("ab02").isPresent());
        assertTrue(cache().find("ab03").isPresent());
        assertTrue(cache().find("ab09").isPresent());
        try (Stream<Path> files = Files.list(folder.resolve("ab"))) {
            assertTrue(files.mapToLong(file -> file.toFile().length()).sum() <= SHARE);
        }
    }

    @Test
    void whatIsFoundIsYoungAgain() throws IOException {
        for (int k = 0; k < 4; k++) {
            cache().store("ab0" + k, new byte[200]);
            age("ab0" + k, 10 - k);
        }
        cache().find("ab00");
        cache().store("ab09", new byte[200]);
        assertTrue(cache().find("ab00").isPresent());
        assertEquals(Optional.empty(), cache().find("ab01"));
    }

    @Test
    void whatIsLargerThanItsShareIsNotStoredAndThrowsNothingOut() {
        cache().store("ab00", new byte[200]);
        String reason = cache().store("ab01", new byte[SHARE]).orElseThrow();
        assertEquals("an object of 1020 bytes is more than a folder's share of 1000", reason);
        assertTrue(cache().find("ab00").isPresent());
        assertEquals(Optional.empty(), cache().find("ab01"));
    }

    @Test
    void aFolderThatCannotBeWrittenIsAReason() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        ObjectCache cache = new ObjectCache(file, 1 << 20);
        assertTrue(cache.store("ab01", new byte[] {1}).orElseThrow().startsWith("cannot write " + file));
        assertEquals(Optional.empty(), cache.find("ab01"));
    }
}
