package syrtis.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How a class with a {@code main} is started in a JVM of its own, with the flags and the class path of this one. */
record FreshJvm(List<String> command) {
    static FreshJvm of(Class<?> main) throws AbsentException {
        String classPath = System.getProperty("java.class.path", "");
        if (classPath.isEmpty()) {
            throw new AbsentException("it starts a program from the class path, and there is none");
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", classPath, main.getName()));
        return new FreshJvm(List.copyOf(command));
    }

    /** What it prints. */
    String run(String... arguments) throws IOException, InterruptedException, WrongAnswerException {
        List<String> all = new ArrayList<>(command);
        all.addAll(List.of(arguments));
        Process process = new ProcessBuilder(all)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        int code = process.waitFor();
        if (code != 0) {
            throw new WrongAnswerException(String.join(" ", all) + " prints '" + printed + "' and ends with code " + code);
        }
        return printed;
    }
}
