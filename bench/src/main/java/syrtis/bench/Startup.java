package syrtis.bench;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code ./syrtis bench startup-eval}: from the shell to an answer. The launcher is that of the environment variable {@code
 * SYRTIS_LAUNCHER}, else that of the checkout which holds this class.
 */
final class Startup implements Workload {
    @Override
    public String name() {
        return "startup-eval";
    }

    @Override
    public String question() {
        return "./syrtis eval '1+1', from start to end of the process (numpy: python -c 'import numpy; ...')";
    }

    @Override
    public long size(Scale scale) {
        return 1;
    }

    @Override
    public List<Target> targets() {
        return List.of(new Target.Within(0.35));
    }

    @Override
    public Program prepare(long size) throws AbsentException, URISyntaxException {
        String launcher = launcher()
                .orElseThrow(() -> new AbsentException("the launcher ./syrtis was not found: set SYRTIS_LAUNCHER"))
                .toString();
        return new Program() {
            @Override
            public void turn() throws IOException, InterruptedException, WrongAnswerException {
                Process process = new ProcessBuilder(launcher, "eval", "1+1")
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
                String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
                int code = process.waitFor();
                if (code != 0 || !printed.equals("2")) {
                    throw new WrongAnswerException(
                            launcher + " eval '1+1' prints '" + printed + "' and ends with code " + code);
                }
            }

            @Override
            public double answer() {
                return 2;
            }
        };
    }

    private static Optional<Path> launcher() throws URISyntaxException {
        @Nullable String given = System.getenv("SYRTIS_LAUNCHER");
        if (given != null) {
            return Optional.of(Path.of(given)).filter(Files::isExecutable);
        }
        Path place = new File(Startup.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .toPath();
        return Stream.iterate(place.toAbsolutePath(), folder -> folder != null, Path::getParent)
                .map(folder -> folder.resolve("syrtis"))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst();
    }
}
