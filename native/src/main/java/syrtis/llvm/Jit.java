package syrtis.llvm;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import syrtis.library.Bindings;
import syrtis.library.NativeLibrary;
import syrtis.library.Opened;
import syrtis.library.Platform;
import syrtis.library.Search;
import syrtis.library.UserCache;
import syrtis.type.BugException;

/**
 * Compiles textual LLVM IR for this machine and keeps the machine code alive. What was compiled once is kept on disk, so the next
 * process only links it. Thread-safe; loading takes a while, so whoever needs one keeps it.
 */
public final class Jit {
    /** The library that it uses. */
    public static final NativeLibrary LIBRARY = new NativeLibrary(
            "LLVM",
            "llvm",
            Map.of(
                    Platform.LINUX_X86_64, List.of("libLLVM.so"),
                    Platform.LINUX_ARM64, List.of("libLLVM.so"),
                    Platform.MACOSX_ARM64, List.of("libLLVM.dylib")));

    /** To be raised when the same IR is compiled in another way. */
    private static final int FORMAT = 1;

    private static final long CACHE_LIMIT = 256L << 20;

    private final Path file;
    private final Host host;
    private final CodeGenerator generator;
    private final CodeLoader loader;
    private final ObjectCache cache;
    private final AtomicLong generated = new AtomicLong();
    private final AtomicLong cached = new AtomicLong();
    private final AtomicReference<Optional<String>> trouble = new AtomicReference<>(Optional.empty());

    private Jit(Path file, Host host, LlvmFunctions llvm, ObjectCache cache) {
        this.file = file;
        this.host = host;
        this.generator = new CodeGenerator(llvm, host);
        this.loader = new CodeLoader(llvm);
        this.cache = cache;
    }

    /** Loads LLVM, with the object cache of this user. */
    public static Search<Jit> load() {
        return load(new ObjectCache(UserCache.here().folder().resolve("objects"), CACHE_LIMIT));
    }

    static Search<Jit> load(ObjectCache cache) {
        return LIBRARY.open().then(library -> load(library, cache));
    }

    private static Search<Jit> load(Opened library, ObjectCache cache) {
        return HostTarget.here()
                .then(target -> target.initialize(library.symbols()))
                .then(target -> Bindings.link(LlvmFunctions.class, library.symbols()))
                .then(llvm -> new Search.Found<>(new Jit(library.file(), Host.of(llvm), llvm, cache)));
    }

    /**
     * Optimises and compiles {@code ir} for this processor.
     *
     * @return code that holds the address of {@code function}, which the IR has to define
     * @throws BugException if LLVM refuses the IR; the message holds its reason and the IR
     */
    public Compiled compile(String ir, String function) {
        String key = key(ir, function);
        Optional<byte[]> stored = cache.find(key);
        if (stored.isPresent()) {
            cached.incrementAndGet();
            return new Compiled(loader.load(stored.get(), function));
        }
        byte[] object = generator.object(ir, function);
        generated.incrementAndGet();
        Compiled compiled = new Compiled(loader.load(object, function));
        cache.store(key, object).ifPresent(reason -> trouble.set(Optional.of(reason)));
        return compiled;
    }

    /** What {@link #compile} makes of it, as assembly text, for people and tests. */
    public String assembly(String ir) {
        return generator.assembly(ir);
    }

    /** The file that LLVM was loaded from. */
    public Path file() {
        return file;
    }

    /** LLVM's version, as {@code 20.1.7}. */
    public String version() {
        return host.version();
    }

    /** LLVM's name of this processor, as {@code skylake-avx512}. */
    public String cpu() {
        return host.cpu();
    }

    /** The processor's features as LLVM writes them, as {@code +avx2,-sse4a}. */
    public String features() {
        return host.features();
    }

    /** How many compilations went through LLVM. */
    public long generated() {
        return generated.get();
    }

    /** How many compilations were answered by the object cache. */
    public long cached() {
        return cached.get();
    }

    /** How many pieces of code are loaded now. */
    public long loaded() {
        return loader.loaded();
    }

    /** Why the last object that could not be kept on disk could not: compiling works, but every process begins anew. */
    public Optional<String> cacheTrouble() {
        return trouble.get();
    }

    private String key(String ir, String function) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String part : List.of(
                    Integer.toString(FORMAT),
                    host.version(),
                    host.triple(),
                    host.cpu(),
                    host.features(),
                    function,
                    ir)) {
                digest.update(part.getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new BugException("every JVM has SHA-256", impossible);
        }
    }
}
