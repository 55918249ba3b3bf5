package syrtis.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "np.arange(4).reshape(2, 2) | {\"dtype\": \"int64\", \"shape\": [2, 2], \"data\": [[0, 1], [2, 3]]}",
                "np.zeros((0, 3))           | {\"dtype\": \"float64\", \"shape\": [0, 3], \"data\": []}",
                "np.zeros((2, 0))           | {\"dtype\": \"float64\", \"shape\": [2, 0], \"data\": [[], []]}",
                "np.array([np.nan, -np.inf, np.inf, -0.0]) "
                        + "| {\"dtype\": \"float64\", \"shape\": [4], \"data\": [\"NaN\", \"-Infinity\", \"Infinity\", -0.0]}",
                "np.arange(2) > 0           | {\"dtype\": \"bool\", \"shape\": [2], \"data\": [false, true]}",
                "np.ones(1) * (1 - 2j)      | {\"dtype\": \"complex128\", \"shape\": [1], \"data\": [[1.0, -2.0]]}",
                "np.float32(0.1)            | {\"dtype\": \"float32\", \"shape\": [], \"data\": 0.10000000149011612}",
                "np.uint64(2**63)           | {\"dtype\": \"uint64\", \"shape\": [], \"data\": 9223372036854775808}",
                "(1, 'two')                 | [{\"dtype\": \"int64\", \"shape\": [], \"data\": 1}, {\"text\": \"two\"}]",
                "()                         | []",
            })
    void writesDtypeShapeAndData(String program, String json) {
        Ran ran = Ran.syrtis("eval", "--json", program);
        assertEquals("", ran.err());
        assertEquals(json + "\n", ran.out());
    }

    @Test
    void writesArraysLongerThanAChunkInOrder() {
        String json = Ran.syrtis("eval", "--json", "np.arange(200000).reshape(2, 100000)")
                .out();
        assertEquals(199_999 + 3, json.chars().filter(c -> c == ',').count());
        assertEquals(
                true, json.contains("[[0, 1, 2") && json.contains("99999], [100000, ") && json.endsWith("199999]]}\n"));
    }

    @Test
    void whatIsPrintedDoesNotGetBetweenTheJson() {
        Ran ran = Ran.syrtis("eval", "--json", "print('hello'); 1");
        assertEquals("hello\n", ran.err());
        assertEquals("{\"dtype\": \"int64\", \"shape\": [], \"data\": 1}\n", ran.out());
    }
}
