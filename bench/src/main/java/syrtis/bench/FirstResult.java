package syrtis.bench;

import java.io.IOException;
import java.util.List;
import syrtis.NDArray;
import syrtis.Nd;

/**
 * {@code ./syrtis bench startup-first}: what the first fused result costs a program in a JVM that has just started, with
 * the flags of this one. Loading Syrtis' classes and compiling the first kernel are most of it.
 */
final class FirstResult implements Workload {
    @Override
    public String name() {
        return "startup-first";
    }

    @Override
    public String question() {
        return "sum((x + 1) * 2) over arange(1000), first thing in main: until the number is there";
    }

    @Override
    public long size(Scale scale) {
        return 1000;
    }

    @Override
    public List<Target> targets() {
        return List.of(new Target.Within(0.12));
    }

    @Override
    public Program prepare(long size) throws AbsentException {
        FreshJvm jvm = FreshJvm.of(FirstResult.class);
        return new Program() {
            private double sum;

            @Override
            public void turn() throws IOException, InterruptedException, WrongAnswerException {
                seconds();
            }

            /** As the other program measured it. */
            @Override
            public double seconds() throws IOException, InterruptedException, WrongAnswerException {
                String printed = jvm.run(Long.toString(size));
                String[] words = printed.split(" ");
                if (words.length != 2) {
                    throw new WrongAnswerException("the other program prints '" + printed + "'");
                }
                sum = Double.parseDouble(words[0]);
                return Double.parseDouble(words[1]);
            }

            @Override
            public double answer() throws WrongAnswerException {
                if (sum != size * (size + 1)) {
                    throw new WrongAnswerException("the first sum is " + sum);
                }
                return sum;
            }
        };
    }

    /** The other program: prints the sum, and the seconds that it took. */
    public static void main(String[] arguments) {
        long start = System.nanoTime();
        NDArray x = Nd.arange(Double.parseDouble(arguments[0]));
        double sum = x.add(1).multiply(2).sum().item();
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.println(sum + " " + seconds);
    }
}
