package syrtis.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.engine.TestExecutionResult;
import syrtis.NDArray;
import syrtis.Nd;
import syrtis.Options;
import syrtis.Runtime;
import syrtis.type.Shape;

/** The extension sees what a test leaves behind: one culprit after the other is run, and must fail for its own reason. */
class CleanRuntimeTest {
    private static final List<NDArray> KEPT = new ArrayList<>();

    /** Tests that leave something behind; only {@link CleanRuntimeTest} runs them. */
    @EnabledIfSystemProperty(named = "syrtis.culprits", matches = "true")
    @Tag("culprit")
    static class Culprits {
        @RegisterExtension
        final CleanRuntime clean = new CleanRuntime();

        @Test
        void keepsAnArray() {
            KEPT.add(Nd.of(1.0, 2.0, 3.0));
        }

        @Test
        void keepsAnArrayOfItsOwnRuntime() {
            clean.in(Options.defaults(), () -> KEPT.add(Nd.ones(Shape.of(1000)).add(1.0).evaluate()));
        }

        @Test
        void leavesASpillFile() throws IOException {
            Path folder = Files.createTempDirectory("syrtis-culprit");
            clean.runtime(Options.defaults().withSpill(folder));
            Files.createFile(folder.resolve("syrtis-1.spill"));
        }

        @Test
        void leavesAPlanRunning() {
            Runtime own = clean.runtime(Options.defaults().withThreads(1));
            CleanRuntime.in(
                    own, () -> Nd.submit(syrtis.Random.defaultRng(0).normal(0, 1, Shape.of(20_000_000_000L)).sum()));
            while (own.usedMemory() == 0) {
                Thread.onSpinWait();
            }
        }

        @Test
        void leavesNothing() {
            clean.in(Options.defaults(), () -> Nd.ones(Shape.of(1000)).sum().item());
        }
    }

    @Test
    void whatATestLeavesBehindIsSeen() {
        System.setProperty("syrtis.culprits", "true");
        List<String> failures = new ArrayList<>();
        try {
            LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                    .selectors(selectClass(Culprits.class))
                    .build();
            LauncherFactory.create().execute(request, new TestExecutionListener() {
                @Override
                public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                    if (test.isTest()) {
                        String message = result.getThrowable().map(Throwable::getMessage).orElse("fine");
                        failures.add(test.getDisplayName() + " " + message.replaceAll(" ==>.*", ""));
                    }
                }
            });
        } finally {
            System.clearProperty("syrtis.culprits");
            KEPT.clear();
            Runtime.current().reclaim();
        }
        assertEquals(
                List.of(
                        "keepsAnArray() bytes of array memory are left",
                        "keepsAnArrayOfItsOwnRuntime() bytes of array memory are left",
                        "leavesAPlanRunning() plans are still running",
                        "leavesASpillFile() spill files are left",
                        "leavesNothing() fine"),
                failures.stream().sorted().toList());
    }
}
