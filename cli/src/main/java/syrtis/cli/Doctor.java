package syrtis.cli;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
@Command(name="doctor") final class Doctor implements Callable<Integer> { public Integer call() { return 0; } }
