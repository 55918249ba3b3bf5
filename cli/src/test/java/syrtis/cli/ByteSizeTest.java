package syrtis.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ByteSizeTest {
    @ParameterizedTest
    @CsvSource({
        "1, 1",
        "7B, 7",
        "2GiB, 2147483648",
        "2g, 2147483648",
        "2GB, 2000000000",
        "1.5 kib, 1536",
        "500MB, 500000000",
        "1T, 1099511627776"
    })
    void readsWhatPeopleWrite(String text, long bytes) {
        assertEquals(bytes, ByteSize.parse(text).bytes());
    }

    @ParameterizedTest
    @CsvSource({"0, 0 B", "1023, 1023 B", "1536, 1.5 KiB", "2147483648, 2.0 GiB", "209715200, 200 MiB"})
    void printsThreeDigits(long bytes, String text) {
        assertEquals(text, ByteSize.of(bytes).toString());
    }
}
