package syrtis.llvm;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Collections;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import syrtis.type.BugException;

/**
 * Links object code into this process, by LLVM's ORC, and takes it out again when nobody can reach it. Every object has a dynamic
 * library of ORC's for itself, so that names do not meet; LLVM cannot delete one, so an empty one is used again. Thread-safe.
 */
final class CodeLoader {
    private static final MemoryLayout LIBRARY = MemoryLayout.structLayout( // LLVMOrcCJITDylibSearchOrderElement
            ValueLayout.JAVA_LONG.withName("library"),
            ValueLayout.JAVA_INT.withName("flags"),
            MemoryLayout.paddingLayout(4));
    private static final MemoryLayout WANTED = MemoryLayout.structLayout( // LLVMOrcCLookupSetElement
            ValueLayout.JAVA_LONG.withName("name"),
            ValueLayout.JAVA_INT.withName("flags"),
            MemoryLayout.paddingLayout(4));
    private static final long ADDRESS_OF_FOUND =
            ValueLayout.JAVA_LONG.byteSize(); // in a LLVMOrcCSymbolMapPair, after its name
    private static final long BYTES_OF_FOUND = ADDRESS_OF_FOUND + ValueLayout.JAVA_LONG.byteSize();
    private static final int STATIC = 0; // LLVMOrcLookupKindStatic

    private final LlvmFunctions llvm;
    private final long jit;
    private final long session;
    private final byte prefix;
    private final long whenFound;
    private final AtomicLong names = new AtomicLong();
    private final AtomicLong loaded = new AtomicLong();
    private final Queue<Long> empty = new ConcurrentLinkedQueue<>();
    private final Map<Long, CompletableFuture<Long>> lookups = new ConcurrentHashMap<>();
    private final Queue<String> reports = new ConcurrentLinkedQueue<>();

    CodeLoader(LlvmFunctions llvm) {
        this.llvm = llvm;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment made = arena.allocate(ValueLayout.JAVA_LONG);
            llvm.check("start its linker", llvm.createLlJit().call(made.address(), 0));
            jit = made.get(ValueLayout.JAVA_LONG, 0);
        }
        session = llvm.getExecutionSession().call(jit);
        prefix = (byte) llvm.getGlobalPrefix().call(jit);
        whenFound = stub("found", 4);
        llvm.setErrorReporter().call(session, stub("report", 2), 0);
    }

    /** The address of a C function that calls the method of {@code arguments} numbers and addresses. */
    private long stub(String method, int arguments) {
        try {
            MethodHandle handle = MethodHandles.lookup()
                    .findVirtual(CodeLoader.class, method, MethodType.methodType(void.class, Collections.nCopies(arguments, long.class)));
            FunctionDescriptor descriptor = FunctionDescriptor.ofVoid(
                    Collections.nCopies(arguments, ValueLayout.JAVA_LONG).toArray(ValueLayout[]::new));
            return Linker.nativeLinker().upcallStub(handle.bindTo(this), descriptor, Arena.global()).address();
        } catch (ReflectiveOperationException impossible) {
            throw new BugException("cannot find the method " + method, impossible);
        }
    }

    /** The address of the function in the object; the object is unloaded when that segment is unreachable. */
    MemorySegment load(byte[] object, String function) {
        try (Arena arena = Arena.ofConfined()) {
            long library = library(arena);
            try {
                MemorySegment bytes = arena.allocateFrom(ValueLayout.JAVA_BYTE, object);
                long buffer = llvm.copyToBuffer().call(bytes.address(), bytes.byteSize(), arena.allocateFrom("object").address());
                llvm.check("link an object", llvm.addObjectFile().call(jit, library, buffer));
                MemorySegment address = MemorySegment.ofAddress(lookUp(arena, library, function))
                        .reinterpret(Arena.ofAuto(), unreachable -> {
                            unload(library);
                            loaded.decrementAndGet();
                        });
                loaded.incrementAndGet();
                return address;
            } catch (RuntimeException | Error failure) {
                unload(library);
                throw failure;
            }
        }
    }

    long loaded() {
        return loaded.get();
    }

    private long library(Arena arena) {
        Long used = empty.poll();
        if (used != null) {
            return used;
        }
        MemorySegment name = arena.allocateFrom("kernel-" + names.incrementAndGet());
        long library = llvm.createDylib().call(session, name.address());
        MemorySegment generator = arena.allocate(ValueLayout.JAVA_LONG);
        llvm.check("see the symbols of this process", llvm.createProcessSymbols().call(generator.address(), prefix, 0, 0));
        llvm.addGenerator().call(library, generator.get(ValueLayout.JAVA_LONG, 0));
        return library;
    }

    private void unload(long library) {
        llvm.check("unload an object", llvm.clearDylib().call(library));
        empty.add(library);
    }

    private long lookUp(Arena arena, long library, String function) {
        MemorySegment order = arena.allocate(LIBRARY);
        order.set(ValueLayout.JAVA_LONG, 0, library);
        MemorySegment wanted = arena.allocate(WANTED);
        long name = llvm.mangleAndIntern().call(jit, arena.allocateFrom(function).address());
        wanted.set(ValueLayout.JAVA_LONG, 0, name); // The lookup takes it.
        CompletableFuture<Long> answer = new CompletableFuture<>();
        long ticket = names.incrementAndGet();
        lookups.put(ticket, answer);
        llvm.lookup().call(session, STATIC, order.address(), 1, wanted.address(), 1, whenFound, ticket);
        try {
            return answer.join();
        } catch (CompletionException failure) {
            StringBuilder message = new StringBuilder("LLVM cannot link " + function + ": ");
            message.append(
                    failure.getCause() == null ? failure : failure.getCause().getMessage());
            for (String report = reports.poll(); report != null; report = reports.poll()) {
                message.append("\n").append(report);
            }
            throw new BugException(message.toString(), failure);
        }
    }

    /** Called by LLVM, which no exception may reach, when a lookup has ended. */
    @SuppressWarnings("unused")
    private void found(long error, long pairs, long count, long ticket) {
        CompletableFuture<Long> answer = lookups.remove(ticket);
        if (answer == null) {
            reports.add("a lookup was answered twice");
            return;
        }
        try {
            llvm.check("find it", error);
            answer.complete(MemorySegment.ofAddress(pairs).reinterpret(BYTES_OF_FOUND).get(ValueLayout.JAVA_LONG, ADDRESS_OF_FOUND));
        } catch (Throwable failure) {
            answer.completeExceptionally(failure);
        }
    }

    /** Called by LLVM, which no exception may reach, with what went wrong on the way. */
    @SuppressWarnings("unused")
    private void report(long context, long error) {
        try {
            reports.add(llvm.errorText(error));
        } catch (Throwable failure) {
            reports.add(failure.toString());
        }
    }
}
