package syrtis.bench;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import syrtis.NDArray;
import syrtis.Nd;
import syrtis.Runtime;

/**
 * {@code ./syrtis bench startup-machine}: how long a program runs, from the start of its JVM, until LLVM is there and its first kernel
 * has run as machine code. It is measured from outside, so the end of the JVM is in it, which takes some milliseconds.
 */
record MachineCode(Kernel kernel) implements Workload {
    private static final int ELEMENTS = 200_000;

    /** Longer than any machine takes: LLVM is missing. */
    private static final long LONGEST_WAIT = 30_000_000_000L;

    private static final String NEVER = "never";

    /** Whether other programs have run the kernel before. */
    enum Kernel {
        /** LLVM compiles it. */
        NEW,
        /** It comes from the user's cache. */
        KNOWN
    }

    @Override
    public String name() {
        return switch (kernel) {
            case NEW -> "startup-machine-new";
            case KNOWN -> "startup-machine-known";
        };
    }

    @Override
    public String question() {
        String what = switch (kernel) {
            case NEW -> "compiled by LLVM";
            case KNOWN -> "taken from the cache of this user";
        };
        return "from the start of a JVM until its first kernel has run as machine code, " + what;
    }

    @Override
    public long size(Scale scale) {
        return ELEMENTS;
    }

    @Override
    public List<Target> targets() {
        return List.of(new Target.Within(switch (kernel) {
            case NEW -> 0.35;
            case KNOWN -> 0.3;
        }));
    }

    @Override
    public Program prepare(long size) throws AbsentException, IOException, InterruptedException, WrongAnswerException {
        FreshJvm jvm = FreshJvm.of(MachineCode.class);
        long known = ThreadLocalRandom.current().nextLong();
        if (jvm.run(Long.toString(size), Long.toString(known)).equals(NEVER)) {
            throw new AbsentException("no kernel becomes machine code here: ./syrtis doctor tells why");
        }
        return new Program() {
            @Override
            public void turn() throws IOException, InterruptedException, WrongAnswerException {
                long which = switch (kernel) {
                    case NEW -> ThreadLocalRandom.current().nextLong();
                    case KNOWN -> known;
                };
                String printed = jvm.run(Long.toString(size), Long.toString(which));
                if (!printed.equals("ready")) {
                    throw new WrongAnswerException("the other program prints '" + printed + "'");
                }
            }

            @Override
            public double answer() {
                return 1;
            }
        };
    }

    /** The other program: its first argument is a size, its second says which kernel. */
    public static void main(String[] arguments) {
        long start = System.nanoTime();
        NDArray x = Nd.arange(Double.parseDouble(arguments[0])).evaluate();
        long which = Long.parseLong(arguments[1]);
        long turn = 0;
        while (Runtime.current().machineKernels() == 0 && System.nanoTime() - start < LONGEST_WAIT) {
            step(x, which, turn++);
        }
        step(x, which, turn);
        System.out.println(Runtime.current().machineKernels() == 0 ? NEVER : "ready");
    }

    /** Each bit of {@code which} is an operation, so that each number is another kernel. */
    private static void step(NDArray x, long which, long turn) {
        NDArray y = x;
        for (int bit = 0; bit < Long.SIZE; bit++) {
            y = (which >>> bit & 1) == 0 ? y.add(turn + 0.5) : y.multiply(0.75);
        }
        y.evaluate();
    }
}
