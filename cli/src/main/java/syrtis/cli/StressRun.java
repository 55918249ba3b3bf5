package syrtis.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import syrtis.NDArray;
import syrtis.Options;
import syrtis.Runtime;
import syrtis.program.Program;
import syrtis.type.BudgetException;
import syrtis.type.BugException;
import syrtis.type.Dtype;
import syrtis.type.SyrtisException;
import syrtis.type.Type;

/**
 * Runs one program under several settings and says what differs: tiles, threads, memory, rewrite rules, and kernels interpreted or
 * compiled must not change a bit of its arrays; afterwards no array memory and no spill file is left.
 */
final class StressRun {
    private static final int MOST_COLLECTIONS = 20;

    /** Runs after which the kernels of a small program are compiled. */
    private static final int WARM = 40;

    private final Path folder;

    /** Spill files go to {@code folder}, which holds nothing else. */
    StressRun(Path folder) {
        this.folder = folder;
    }

    /** One way to run a program; {@code times} runs in the same runtime, of which the last one counts. */
    record Setting(Options options, int times) {
        String describe() {
            return "--threads " + options.threads() + " --memory " + (options.memory() >> 20) + "MiB"
                    + (options.longestTile() == Long.MAX_VALUE ? "" : " --tile " + options.longestTile()) + ", rules "
                    + options.rules() + (times == 1 ? "" : ", run " + times + " times");
        }
    }

    /** What a run gave. */
    sealed interface Outcome {
        record Arrays(List<Type> types, List<byte[]> bytes) implements Outcome {}

        /** A mistake in the program, which every setting must see. */
        record Refused(String message) implements Outcome {}

        /** The memory is too small for this program: nothing to compare. */
        record TooSmall() implements Outcome {}

        /** A promise broken without comparing anything. */
        record Broken(String how) implements Outcome {}
    }

    /** One thread, whole tiles, the program as it is written; small programs are interpreted. */
    Setting reference() {
        return new Setting(options(1, 1L << 30, Long.MAX_VALUE, Options.Rules.NONE), 1);
    }

    private Options options(int threads, long memory, long tile, Options.Rules rules) {
        return Options.defaults()
                .withSpill(folder)
                .withThreads(threads)
                .withMemory(memory)
                .withLongestTile(tile)
                .withRules(rules);
    }

    /** {@code count} settings, the last of which runs often enough for its kernels to be compiled. */
    List<Setting> settings(SplittableRandom random, long mostElements, int count) {
        List<Setting> settings = new ArrayList<>();
        long finest = Math.max(1, mostElements / 300); // Else there are more tiles than anybody can wait for.
        for (int k = 0; k < count; k++) {
            long[] tiles = {
                finest, finest + 1, finest + 6, 3 * finest, 50 + finest, 1024 + finest, Long.MAX_VALUE, Long.MAX_VALUE
            };
            Options.Rules rules = random.nextInt(3) == 0 ? Options.Rules.NONE : Options.Rules.EXACT;
            Options options = options(
                    random.nextInt(1, 5), 1L << random.nextInt(20, 27), tiles[random.nextInt(tiles.length)], rules);
            settings.add(new Setting(options, k == count - 1 && mostElements < 3000 ? WARM : 1));
        }
        return settings;
    }

    /** What the program gives; memory or files left behind are a broken promise. */
    Outcome run(String program, Setting setting) throws IOException {
        Outcome outcome;
        try (Runtime runtime = Runtime.of(setting.options)) {
            outcome = runtime.run(() -> repeated(program, setting.times));
            if (!(outcome instanceof Outcome.Refused)
                    && isAnythingLeft(runtime)) { // A refusal's stack may hold arrays.
                outcome = new Outcome.Broken(runtime.usedMemory() + " bytes of array memory are left");
            }
        } catch (Exception | AssertionError | OutOfMemoryError | StackOverflowError bug) {
            String where = Arrays.stream(bug.getStackTrace())
                    .limit(5)
                    .map(Object::toString)
                    .collect(Collectors.joining(", "));
            outcome = new Outcome.Broken(bug + " at " + where);
        }
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> left = files.toList();
            return left.isEmpty() ? outcome : new Outcome.Broken("files are left: " + left);
        }
    }

    private static Outcome repeated(String program, int times) {
        Outcome outcome = once(program);
        for (int k = 1; k < times; k++) {
            Outcome again = once(program);
            Optional<String> difference = difference(outcome, again);
            if (difference.isPresent()) {
                return new Outcome.Broken("run " + (k + 1) + " differs from the first: " + difference.get());
            }
        }
        return outcome;
    }

    private static Outcome once(String program) {
        try {
            List<NDArray> arrays = Program.of(program).run().arrays();
            List<byte[]> bytes = new ArrayList<>();
            for (NDArray array : arrays) {
                bytes.add(oneNan(array.toBytes(), array.dtype()));
            }
            return new Outcome.Arrays(arrays.stream().map(NDArray::type).toList(), bytes);
        } catch (SyrtisException refused) {
            Throwable cause = refused.getCause();
            if (refused instanceof BudgetException || cause instanceof BudgetException) {
                return new Outcome.TooSmall();
            }
            if (refused instanceof BugException || cause instanceof BugException) {
                throw refused;
            }
            return new Outcome.Refused(String.valueOf(refused.getMessage()));
        }
    }

    /** Any NaN is as good as any other: which one comes out is up to the processor. */
    private static byte[] oneNan(byte[] bytes, Dtype dtype) {
        java.nio.ByteBuffer buffer = java.nio.ByteBuffer.wrap(bytes).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        switch (dtype) {
            case FLOAT32, COMPLEX64 -> {
                for (int at = 0; at < bytes.length; at += 4) {
                    buffer.putInt(at, Float.floatToIntBits(buffer.getFloat(at)));
                }
            }
            case FLOAT64, COMPLEX128 -> {
                for (int at = 0; at < bytes.length; at += 8) {
                    buffer.putLong(at, Double.doubleToLongBits(buffer.getDouble(at)));
                }
            }
            case BOOL, INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, UINT64 -> {}
        }
        return bytes;
    }

    private static boolean isAnythingLeft(Runtime runtime) {
        for (int k = 0; k < MOST_COLLECTIONS && runtime.usedMemory() > 0; k++) {
            runtime.reclaim();
        }
        return runtime.usedMemory() > 0;
    }

    /** How the second outcome differs; too little memory is no difference. */
    static Optional<String> difference(Outcome expected, Outcome got) {
        if (got instanceof Outcome.Broken broken) {
            return Optional.of(broken.how);
        }
        if (expected instanceof Outcome.TooSmall || got instanceof Outcome.TooSmall) {
            return Optional.empty();
        }
        if (!(expected instanceof Outcome.Arrays(List<Type> types, List<byte[]> bytes))
                || !(got instanceof Outcome.Arrays(List<Type> otherTypes, List<byte[]> otherBytes))) {
            return expected.equals(got)
                    ? Optional.empty()
                    : Optional.of("expected " + named(expected) + ", got " + named(got));
        }
        if (!types.equals(otherTypes)) {
            return Optional.of("expected " + types + ", got " + otherTypes);
        }
        for (int k = 0; k < bytes.size(); k++) {
            int at = Arrays.mismatch(bytes.get(k), otherBytes.get(k));
            if (at >= 0) {
                int width = types.get(k).dtype().bytes();
                int from = at / width * width;
                return Optional.of("array " + k + ", " + types.get(k) + ", element " + at / width + ": expected "
                        + hex(bytes.get(k), from, width) + ", got " + hex(otherBytes.get(k), from, width));
            }
        }
        return Optional.empty();
    }

    private static String named(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Arrays arrays -> "arrays " + arrays.types;
            case Outcome.Refused refused -> "'" + refused.message + "'";
            case Outcome.TooSmall _ -> "too little memory";
            case Outcome.Broken broken -> broken.how;
        };
    }

    private static String hex(byte[] bytes, int from, int width) {
        StringBuilder text = new StringBuilder("0x");
        for (int k = width - 1; k >= 0; k--) {
            text.append(String.format("%02x", bytes[from + k]));
        }
        return text.toString();
    }
}
