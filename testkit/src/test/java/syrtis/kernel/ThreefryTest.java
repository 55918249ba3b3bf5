package syrtis.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import syrtis.op.Body;
import syrtis.op.RandomFormulas;
import syrtis.op.Scalar;
import syrtis.testkit.Seeds;
import syrtis.type.Dtype;

/** Threefry2x64-20 is the one of Salmon, Moraes, Dror and Shaw (SC11). */
class ThreefryTest {
    private static final int[] ROTATIONS = {16, 42, 12, 31, 16, 32, 24, 21};

    /** The known answers published with Random123 (file kat_vectors, threefry2x64 20). */
    @ParameterizedTest
    @CsvSource({
        "0000000000000000, 0000000000000000, 0000000000000000, 0000000000000000, c2b6e3a8c2c69865, 6f81ed42f350084d",
        "ffffffffffffffff, ffffffffffffffff, ffffffffffffffff, ffffffffffffffff, e02cb7c4d95d277a, d06633d0893b8b68",
        "243f6a8885a308d3, 13198a2e03707344, a4093822299f31d0, 082efa98ec4e6c89, 263c7d30bb0f0af1, 56be8361d3311526"
    })
    void threefryGivesThePublishedAnswers(String c0, String c1, String k0, String k1, String word0, String word1) {
        long[] words = threefry(hex(k0), hex(k1), hex(c0), hex(c1), Interpreter::new);
        assertEquals(word0, "%016x".formatted(words[0]));
        assertEquals(word1, "%016x".formatted(words[1]));
    }

    @Test
    void threefryIsTheDefinitionOnRandomCounters() {
        Seeds.each(200, random -> {
            long k0 = random.nextLong();
            long k1 = random.nextLong();
            long c0 = random.nextLong();
            long c1 = random.nextLong();
            long[] words = threefry(k0, k1, c0, c1, new BytecodeCompiler()::compile);
            long[] expected = defined(k0, k1, c0, c1);
            assertEquals(expected[0], words[0]);
            assertEquals(expected[1], words[1]);
        });
    }

    /** Flipping any bit of counter or key changes about half of the bits of the answer. */
    @Test
    void everyBitOfCounterAndKeyMatters() {
        SplittableRandom random = new SplittableRandom(1);
        for (int bit = 0; bit < 192; bit++) {
            long[] in = {random.nextLong(), 0, random.nextLong(), random.nextLong()};
            long[] before = defined(in[0], in[1], in[2], in[3]);
            int word = bit < 64 ? 0 : 1 + bit / 64;
            in[word] ^= 1L << bit;
            long[] after = threefry(in[0], in[1], in[2], in[3], Interpreter::new);
            int changed = Long.bitCount(before[0] ^ after[0]) + Long.bitCount(before[1] ^ after[1]);
            assertEquals(64, changed, 30, "bit " + bit);
        }
    }

    private static long hex(String digits) {
        return Long.parseUnsignedLong(digits, 16);
    }

    private interface Compiler {
        Code compile(Loop loop);
    }

    /** Runs the formula as a kernel without inputs. */
    private static long[] threefry(long k0, long k1, long c0, long c1, Compiler compiler) {
        Body.Builder builder = new Body.Builder();
        Scalar[] words = RandomFormulas.threefry(
                builder.param(Dtype.UINT64), builder.param(Dtype.UINT64), builder.param(Dtype.UINT64), builder.param(Dtype.UINT64));
        Loop.Operand out = new Loop.Operand(Dtype.UINT64, Loop.Inner.UNIT, Loop.NO_LANES);
        Loop loop = new Loop(builder.build(List.of(words)), 1, List.of(), 0, List.of(out, out), List.of(-1, -1));
        long[] result = new long[2];
        MemorySegment memory = MemorySegment.ofArray(result);
        compiler.compile(loop)
                .run(new MemorySegment[] {memory, memory}, new long[] {1, 0, 8, 8, 8}, new long[] {k0, k1, c0, c1});
        return result;
    }

    /** The paper's algorithm, written again. */
    private static long[] defined(long k0, long k1, long c0, long c1) {
        long[] key = {k0, k1, k0 ^ k1 ^ 0x1BD11BDAA9FC1A22L};
        long x0 = c0 + key[0];
        long x1 = c1 + key[1];
        for (int round = 0; round < 20; round++) {
            x0 += x1;
            x1 = Long.rotateLeft(x1, ROTATIONS[round % 8]) ^ x0;
            if (round % 4 == 3) {
                int s = round / 4 + 1;
                x0 += key[s % 3];
                x1 += key[(s + 1) % 3] + s;
            }
        }
        return new long[] {x0, x1};
    }
}
