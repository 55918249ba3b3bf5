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
            ValueLayout.ADDRESS.withName("library"),
            ValueLayout.JAVA_INT.withName("flags"),
            MemoryLayout.paddingLayout(4));
    private static final MemoryLayout WANTED = MemoryLayout.structLayout( // LLVMOrcCLookupSetElement
            ValueLayout.ADDRESS.withName("name"),
            ValueLayout.JAVA_INT.withName("flags"),
            MemoryLayout.paddingLayout(4));
    private static final long ADDRESS_OF_FOUND =
            ValueLayout.ADDRESS.byteSize(); // in a LLVMOrcCSymbolMapPair, after its name
    private static final long BYTES_OF_FOUND = ADDRESS_OF_FOUND + ValueLayout.JAVA_LONG.byteSize();
    private static final int STATIC = 0; // LLVMOrcLookupKindStatic

    private final LlvmFunctions llvm;
    private final MemorySegment jit;
    private final MemorySegment session;
    private final byte prefix;
    private final MemorySegment whenFound;
    private final AtomicLong names = new AtomicLong();
    private final AtomicLong loaded = new AtomicLong();
    private final Queue<MemorySegment> empty = new ConcurrentLinkedQueue<>();
    private final Map<Long, CompletableFuture<Long>> lookups = new ConcurrentHashMap<>();
    private final Queue<String> reports = new ConcurrentLinkedQueue<>();

    CodeLoader(LlvmFunctions llvm) {
        this.llvm = llvm;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment made = arena.allocate(ValueLayout.ADDRESS);
            llvm.check("start its linker", (MemorySegment) llvm.createLlJit().invokeExact(made, MemorySegment.NULL));
            jit = made.get(ValueLayout.ADDRESS, 0);
            session = (MemorySegment) llvm.getExecutionSession().invokeExact(jit);
            prefix = (byte) llvm.getGlobalPrefix().invokeExact(jit);
            whenFound = stub(
                    "found",
                    MethodType.methodType(
                            void.class, MemorySegment.class, MemorySegment.class, long.class, MemorySegment.class),
                    FunctionDescriptor.ofVoid(
                            ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS));
            MemorySegment reporter = stub(
                    "report",
                    MethodType.methodType(void.class, MemorySegment.class, MemorySegment.class),
                    FunctionDescriptor.ofVoid(ValueLayout.ADDRESS, ValueLayout.ADDRESS));
            llvm.setErrorReporter().invokeExact(session, reporter, MemorySegment.NULL);
        } catch (Throwable failure) {
            throw LlvmFunctions.failed(failure);
        }
    }

    private MemorySegment stub(String method, MethodType type, FunctionDescriptor descriptor)
            throws ReflectiveOperationException {
        MethodHandle handle = MethodHandles.lookup().findVirtual(CodeLoader.class, method, type);
        return Linker.nativeLinker().upcallStub(handle.bindTo(this), descriptor, Arena.global());
    }

    /** The address of the function in the object; the object is unloaded when that segment is unreachable. */
    MemorySegment load(byte[] object, String function) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment library = library(arena);
            try {
                MemorySegment bytes = arena.allocateFrom(ValueLayout.JAVA_BYTE, object);
                MemorySegment buffer = (MemorySegment)
                        llvm.copyToBuffer().invokeExact(bytes, bytes.byteSize(), arena.allocateFrom("object"));
                llvm.check(
                        "link an object", (MemorySegment) llvm.addObjectFile().invokeExact(jit, library, buffer));
                MemorySegment address = MemorySegment.ofAddress(lookUp(arena, library, function))
                        .reinterpret(Arena.ofAuto(), unreachable -> {
                            unload(library);
                            loaded.decrementAndGet();
                        });
                loaded.incrementAndGet();
                return address;
            } catch (Throwable failure) {
                unload(library);
                throw failure;
            }
        } catch (Throwable failure) {
            throw LlvmFunctions.failed(failure);
        }
    }

    long loaded() {
        return loaded.get();
    }

    private MemorySegment library(Arena arena) throws Throwable {
        MemorySegment used = empty.poll();
        if (used != null) {
            return used;
        }
        MemorySegment name = arena.allocateFrom("kernel-" + names.incrementAndGet());
        MemorySegment library = (MemorySegment) llvm.createDylib().invokeExact(session, name);
        MemorySegment generator = arena.allocate(ValueLayout.ADDRESS);
        llvm.check("see the symbols of this process", (MemorySegment)
                llvm.createProcessSymbols().invokeExact(generator, prefix, MemorySegment.NULL, MemorySegment.NULL));
        llvm.addGenerator().invokeExact(library, generator.get(ValueLayout.ADDRESS, 0));
        return library;
    }

    private void unload(MemorySegment library) {
        try {
            llvm.check("unload an object", (MemorySegment) llvm.clearDylib().invokeExact(library));
            empty.add(library);
        } catch (Throwable failure) {
            throw LlvmFunctions.failed(failure);
        }
    }

    private long lookUp(Arena arena, MemorySegment library, String function) throws Throwable {
        MemorySegment order = arena.allocate(LIBRARY);
        order.set(ValueLayout.ADDRESS, 0, library);
        MemorySegment wanted = arena.allocate(WANTED);
        wanted.set(ValueLayout.ADDRESS, 0, (MemorySegment)
                llvm.mangleAndIntern().invokeExact(jit, arena.allocateFrom(function))); // The lookup takes it.
        CompletableFuture<Long> answer = new CompletableFuture<>();
        long ticket = names.incrementAndGet();
        lookups.put(ticket, answer);
        llvm.lookup().invokeExact(session, STATIC, order, 1L, wanted, 1L, whenFound, MemorySegment.ofAddress(ticket));
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
    private void found(MemorySegment error, MemorySegment pairs, long count, MemorySegment ticket) {
        CompletableFuture<Long> answer = lookups.remove(ticket.address());
        if (answer == null) {
            reports.add("a lookup was answered twice");
            return;
        }
        try {
            llvm.check("find it", error);
            answer.complete(pairs.reinterpret(BYTES_OF_FOUND).get(ValueLayout.JAVA_LONG, ADDRESS_OF_FOUND));
        } catch (Throwable failure) {
            answer.completeExceptionally(failure);
        }
    }

    /** Called by LLVM, which no exception may reach, with what went wrong on the way. */
    @SuppressWarnings("unused")
    private void report(MemorySegment context, MemorySegment error) {
        try {
            reports.add(llvm.errorText(error));
        } catch (Throwable failure) {
            reports.add(failure.toString());
        }
    }
}
