package syrtis.llvm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import syrtis.library.Search;
import syrtis.type.BugException;

class JitTest {
    private static final String ADD = """
            define i64 @add(i64 %a, i64 %b) {
              %c = add i64 %a, %b
              ret i64 %c
            }
            """;

    private static final String MULTIPLY_ADD = """
            define void @multiply_add(ptr noalias %a, ptr noalias %b, ptr noalias %c, i64 %n) {
            entry:
              %any = icmp sgt i64 %n, 0
              br i1 %any, label %loop, label %done
            loop:
              %i = phi i64 [ 0, %entry ], [ %next, %loop ]
              %pa = getelementptr double, ptr %a, i64 %i
              %pb = getelementptr double, ptr %b, i64 %i
              %pc = getelementptr double, ptr %c, i64 %i
              %x = load double, ptr %pa
              %y = load double, ptr %pb
              %z = load double, ptr %pc
              %p = fmul double %x, %y
              %s = fadd double %p, %z
              store double %s, ptr %pc
              %next = add i64 %i, 1
              %more = icmp slt i64 %next, %n
              br i1 %more, label %loop, label %done
            done:
              ret void
            }
            """;

    @TempDir
    Path folder;

    private Jit jit;

    @BeforeEach
    void load() {
        jit = newJit();
    }

    private Jit newJit() {
        Search<Path> library = Jit.LIBRARY.locate();
        assumeTrue(library instanceof Search.Found, () -> "no LLVM here: " + library);
        return Jit.load(new ObjectCache(folder, 64L << 20)).found().orElseThrow();
    }

    private static MethodHandle add(Compiled code) {
        return Linker.nativeLinker()
                .downcallHandle(
                        code.address(),
                        FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));
    }

    @Test
    void compiledCodeRuns() throws Throwable {
        assertEquals(42L, (long) add(jit.compile(ADD, "add")).invokeExact(40L, 2L));
        assertEquals(1, jit.generated());
        assertEquals(0, jit.cached());
    }

    @Test
    void loopsAreVectorisedAndRoundAsTheIrSays() throws Throwable {
        String assembly = jit.assembly(MULTIPLY_ADD);
        assertFalse(assembly.contains("fmadd") || assembly.contains("fmla"), assembly);
        assertTrue(assembly.contains("mulpd") || assembly.contains("fmul\tv"), assembly);

        MethodHandle handle = Linker.nativeLinker()
                .downcallHandle(
                        jit.compile(MULTIPLY_ADD, "multiply_add").address(),
                        FunctionDescriptor.ofVoid(
                                ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG));
        for (int n : new int[] {0, 1, 7, 64, 1009}) {
            double[] a = values(n, 3.3), b = values(n, 0.7), c = values(n, -1.1);
            double[] expected = new double[n];
            for (int k = 0; k < n; k++) {
                expected[k] = a[k] * b[k] + c[k];
            }
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment out = arena.allocateFrom(ValueLayout.JAVA_DOUBLE, c);
                handle.invokeExact(
                        arena.allocateFrom(ValueLayout.JAVA_DOUBLE, a),
                        arena.allocateFrom(ValueLayout.JAVA_DOUBLE, b),
                        out,
                        (long) n);
                assertArrayEquals(expected, out.toArray(ValueLayout.JAVA_DOUBLE));
            }
        }
    }

    private static double[] values(int n, double step) {
        return DoubleStream.iterate(step, last -> Math.sin(last) + step)
                .limit(n)
                .toArray();
    }

    @Test
    void codeMayCallTheMathematicalLibrary() throws Throwable {
        Compiled code = jit.compile("""
                declare double @fmod(double, double)
                define double @rest(double %a, double %b) {
                  %c = call double @fmod(double %a, double %b)
                  ret double %c
                }
                """, "rest");
        MethodHandle handle = Linker.nativeLinker()
                .downcallHandle(
                        code.address(),
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_DOUBLE, ValueLayout.JAVA_DOUBLE, ValueLayout.JAVA_DOUBLE));
        assertEquals(7.5 % 2.0, (double) handle.invokeExact(7.5, 2.0));
    }

    @Test
    void functionsOfOneNameDoNotMeet() throws Throwable {
        Compiled first = jit.compile(ADD, "add");
        Compiled second = jit.compile(ADD.replace("add i64", "sub i64"), "add");
        Compiled third = jit.compile(ADD, "add");
        assertEquals(5L, (long) add(first).invokeExact(3L, 2L));
        assertEquals(1L, (long) add(second).invokeExact(3L, 2L));
        assertEquals(5L, (long) add(third).invokeExact(3L, 2L));
    }

    @Test
    void irThatIsNotIrIsRefusedWithTheReasonAndTheText() {
        BugException refused =
                assertThrows(BugException.class, () -> jit.compile("define i64 @f() { ret i64 %x }", "f"));
        assertTrue(refused.getMessage().startsWith("LLVM cannot parse this IR: "), refused.getMessage());
        assertTrue(refused.getMessage().contains("use of undefined value '%x'"), refused.getMessage());
        assertTrue(refused.getMessage().endsWith("\ndefine i64 @f() { ret i64 %x }"), refused.getMessage());
    }

    @Test
    void irThatBreaksTheRulesIsRefused() {
        String ir = """
                define i64 @f(i1 %which) {
                  br i1 %which, label %one, label %two
                one:
                  %x = add i64 1, 2
                  br label %two
                two:
                  ret i64 %x
                }
                """;
        BugException refused = assertThrows(BugException.class, () -> jit.compile(ir, "f"));
        assertTrue(
                refused.getMessage().startsWith("LLVM cannot verify this IR: Instruction does not dominate all uses"),
                refused.getMessage());
    }

    @Test
    void whatTheCodeGeneratorRefusesIsAnErrorAndNotTheEnd() {
        String ir = "define void @f() {\n  call void asm sideeffect \"no such instruction\", \"\"()\n  ret void\n}\n";
        BugException refused = assertThrows(BugException.class, () -> jit.compile(ir, "f"));
        assertTrue(refused.getMessage().startsWith("LLVM cannot emit this IR: "), refused.getMessage());
        assertThrows(BugException.class, () -> jit.assembly(ir.replace("\"\"()", "\"=r,0\"()")));
    }

    @Test
    void aFunctionThatIsNotThereIsNamed() {
        BugException refused = assertThrows(BugException.class, () -> jit.compile(ADD, "sum"));
        assertTrue(
                refused.getMessage().startsWith("LLVM cannot find this IR: nothing defines a function sum"),
                refused.getMessage());
    }

    @Test
    void callingWhatNobodyHasIsAnErrorThatNamesIt() {
        String ir =
                "declare void @nobody_has_this()\ndefine void @f() {\n  call void @nobody_has_this()\n  ret void\n}\n";
        BugException refused = assertThrows(BugException.class, () -> jit.compile(ir, "f"));
        assertTrue(refused.getMessage().contains("nobody_has_this"), refused.getMessage());
        assertEquals(0, jit.cached());
        assertThrows(BugException.class, () -> jit.compile(ir, "f"));
        assertEquals(0, jit.cached(), "it was kept all the same");
    }

    @Test
    void theNextJitTakesTheObjectFromTheCache() throws Throwable {
        jit.compile(ADD, "add");
        Jit next = newJit();
        assertEquals(42L, (long) add(next.compile(ADD, "add")).invokeExact(40L, 2L));
        assertEquals(0, next.generated());
        assertEquals(1, next.cached());
        next.compile(ADD + "\n; another text", "add");
        assertEquals(1, next.generated());
    }

    @Test
    void aDamagedObjectIsCompiledAgain() throws Throwable {
        jit.compile(ADD, "add");
        Path file = files().getFirst();
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
        Jit next = newJit();
        assertEquals(42L, (long) add(next.compile(ADD, "add")).invokeExact(40L, 2L));
        assertEquals(1, next.generated());
        Jit afterwards = newJit();
        afterwards.compile(ADD, "add");
        assertEquals(1, afterwards.cached(), "it was not stored anew");
    }

    private List<Path> files() throws Exception {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    @Test
    void withoutAFolderForTheCacheItCompilesAndSaysSo() throws Throwable {
        Path file = Files.createFile(folder.resolve("file"));
        Jit without = Jit.load(new ObjectCache(file, 64L << 20)).found().orElseThrow();
        assertEquals(42L, (long) add(without.compile(ADD, "add")).invokeExact(40L, 2L));
        assertTrue(
                without.cacheTrouble().orElseThrow().startsWith("cannot write " + file),
                without.cacheTrouble().toString());
    }

    @Test
    void manyThreadsCompileAtOnce() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<Long>> sums = new ArrayList<>();
            for (int k = 0; k < 40; k++) {
                long constant = k % 10;
                sums.add(threads.submit(() -> {
                    Compiled code = jit.compile(ADD.replace("%a, %b\n", "%a, " + constant + "\n"), "add");
                    try {
                        return (long) add(code).invokeExact(100L, 0L);
                    } catch (Throwable failure) {
                        throw new AssertionError(failure);
                    }
                }));
            }
            for (int k = 0; k < sums.size(); k++) {
                assertEquals(100L + k % 10, sums.get(k).get());
            }
        }
    }

    @Test
    void codeIsUnloadedWhenNobodyCanReachIt() throws Exception {
        ReferenceQueue<MemorySegment.Scope> dead = new ReferenceQueue<>();
        PhantomReference<MemorySegment.Scope> watched =
                new PhantomReference<>(jit.compile(ADD, "add").address().scope(), dead);
        MethodHandle kept = add(jit.compile(ADD.replace("add i64", "sub i64"), "add"));
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!watched.refersTo(null) && dead.poll() == null) {
            assertTrue(System.nanoTime() < end, "it is still reachable");
            System.gc();
            Thread.sleep(10);
        }
        while (jit.loaded() != 1) {
            assertTrue(System.nanoTime() < end, "it is still loaded");
            System.gc();
            Thread.sleep(10);
        }
        try {
            assertEquals(1L, (long) kept.invokeExact(3L, 2L));
        } catch (Throwable failure) {
            throw new AssertionError(failure);
        }
    }

    @Test
    void aLibraryThatIsNotLlvmIsMissingWithTheReason() throws Exception {
        Path text = Files.writeString(folder.resolve("libLLVM.so"), "no library");
        String reason;
        System.setProperty("syrtis.llvm.library", text.toString());
        try {
            reason = assertInstanceOf(Search.Missing.class, Jit.load()).reason();
        } finally {
            System.clearProperty("syrtis.llvm.library");
        }
        assertTrue(reason.startsWith("cannot open " + text + ": "), reason);
    }
}
