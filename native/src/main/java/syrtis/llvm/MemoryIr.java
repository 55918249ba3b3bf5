package syrtis.llvm;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import syrtis.type.Dtype;

/**
 * How vectors of {@code lanes} elements come from memory and go there, as LLVM IR: runs, pairs, gathers and scatters, all of
 * them also under a mask, and what is made of scalars. A bool is a byte in memory and a bit in a vector.
 */
final class MemoryIr {
    /** Bytes of a cache line. */
    static final int LINE = 64;

    private final IrText ir;
    private final int lanes;

    MemoryIr(IrText ir, int lanes) {
        this.ir = ir;
        this.lanes = lanes;
    }

    static String longs(int width) {
        return IrText.vector("i64", width);
    }

    /** 0, 1, 2, ... */
    static String numbers(int width) {
        return IntStream.range(0, width).mapToObj(k -> "i64 " + k).collect(Collectors.joining(", ", "<", ">"));
    }

    static String all(int width) {
        return IrText.splat("i1", width, "true");
    }

    /** A scalar in every lane. */
    String repeated(String element, String scalar, int width) {
        if (width == 1) {
            return scalar;
        }
        String type = IrText.vector(element, width);
        String first = ir.let("insertelement " + type + " poison, " + element + " " + scalar + ", i64 0");
        return ir.let("shufflevector " + type + " " + first + ", " + type + " poison, " + IrText.vector("i32", width) + " zeroinitializer");
    }

    String element(String start, Dtype dtype, String index) {
        return ir.let("getelementptr " + IrText.memory(dtype) + ", ptr " + start + ", i64 " + index);
    }

    /** {@code width} addresses, {@code stride} bytes apart. */
    String addresses(String start, String stride, int width) {
        String distances = ir.let("mul " + longs(width) + " " + numbers(width) + ", " + repeated("i64", stride, width));
        return ir.let("getelementptr i8, ptr " + start + ", " + longs(width) + " " + distances);
    }

    String loadOne(String address, Dtype dtype) {
        return fromMemory(ir.let("load " + IrText.memory(dtype) + ", ptr " + address + ", align " + dtype.bytes()), dtype, 1);
    }

    void storeOne(String address, Dtype dtype, String value) {
        ir.line("store " + IrText.memory(dtype) + " " + toMemory(value, dtype, 1) + ", ptr " + address + ", align " + dtype.bytes());
    }

    String loadRun(String address, Dtype dtype, @Nullable String mask) {
        String type = IrText.vector(IrText.memory(dtype), lanes);
        String loaded = mask == null
                ? ir.let("load " + type + ", ptr " + address + ", align " + dtype.bytes())
                : ir.let("call " + type + " @llvm.masked.load." + mangled(dtype, lanes) + ".p0(ptr " + address + ", i32 " + dtype.bytes() + ", "
                        + IrText.vector("i1", lanes) + " " + mask + ", " + type + " zeroinitializer)");
        return fromMemory(loaded, dtype, lanes);
    }

    void storeRun(String address, Dtype dtype, String value, @Nullable String mask) {
        String type = IrText.vector(IrText.memory(dtype), lanes);
        String stored = toMemory(value, dtype, lanes);
        ir.line(
                mask == null
                        ? "store " + type + " " + stored + ", ptr " + address + ", align " + dtype.bytes()
                        : "call void @llvm.masked.store." + mangled(dtype, lanes) + ".p0(" + type + " " + stored + ", ptr " + address + ", i32 "
                                + dtype.bytes() + ", " + IrText.vector("i1", lanes) + " " + mask + ")");
    }

    /** Stores a run past the caches, at an address that is a multiple of {@link #alignment}. */
    void streamRun(String address, Dtype dtype, String value) {
        String type = IrText.vector(IrText.memory(dtype), lanes);
        ir.line("store " + type + " " + toMemory(value, dtype, lanes) + ", ptr " + address + ", align " + alignment(dtype)
                + ", !nontemporal !{i32 1}");
    }

    /** What addresses of {@link #streamRun} must be multiples of. */
    int alignment(Dtype dtype) {
        return Math.min(LINE, lanes * dtype.bytes());
    }

    /** One part of a run of pairs. */
    String loadPart(String address, Dtype dtype, int part) {
        String element = IrText.memory(dtype);
        String pairs = ir.let("load " + IrText.vector(element, 2 * lanes) + ", ptr " + address + ", align " + dtype.bytes());
        String places = IntStream.range(0, lanes).mapToObj(k -> "i32 " + (2 * k + part)).collect(Collectors.joining(", ", "<", ">"));
        String type = IrText.vector(element, 2 * lanes);
        return ir.let("shufflevector " + type + " " + pairs + ", " + type + " poison, " + IrText.vector("i32", lanes) + " " + places);
    }

    void storePairs(String address, Dtype dtype, List<String> parts) {
        String type = IrText.vector(IrText.memory(dtype), lanes);
        String places = IntStream.range(0, 2 * lanes)
                .mapToObj(k -> "i32 " + (k / 2 + k % 2 * lanes))
                .collect(Collectors.joining(", ", "<", ">"));
        String pairs = ir.let("shufflevector " + type + " " + parts.get(0) + ", " + type + " " + parts.get(1) + ", "
                + IrText.vector("i32", 2 * lanes) + " " + places);
        ir.line("store " + IrText.vector(IrText.memory(dtype), 2 * lanes) + " " + pairs + ", ptr " + address + ", align " + dtype.bytes());
    }

    String gather(String addresses, Dtype dtype, int width, String mask) {
        String type = IrText.vector(IrText.memory(dtype), width);
        String gathered = ir.let("call " + type + " @llvm.masked.gather." + mangled(dtype, width) + "." + IrText.mangled("ptr", width) + "("
                + IrText.vector("ptr", width) + " " + addresses + ", i32 " + dtype.bytes() + ", " + IrText.vector("i1", width) + " " + mask
                + ", " + type + " zeroinitializer)");
        return fromMemory(gathered, dtype, width);
    }

    void scatter(String addresses, Dtype dtype, String value, int width, String mask) {
        String type = IrText.vector(IrText.memory(dtype), width);
        ir.line("call void @llvm.masked.scatter." + mangled(dtype, width) + "." + IrText.mangled("ptr", width) + "(" + type + " "
                + toMemory(value, dtype, width) + ", " + IrText.vector("ptr", width) + " " + addresses + ", i32 " + dtype.bytes() + ", "
                + IrText.vector("i1", width) + " " + mask + ")");
    }

    private static String mangled(Dtype dtype, int width) {
        return IrText.mangled(IrText.memory(dtype), width);
    }

    private String fromMemory(String value, Dtype dtype, int width) {
        return dtype.isBool() ? ir.let("icmp ne " + IrText.vector("i8", width) + " " + value + ", " + IrText.splat("i8", width, "0")) : value;
    }

    private String toMemory(String value, Dtype dtype, int width) {
        return dtype.isBool()
                ? ir.let("zext " + IrText.vector("i1", width) + " " + value + " to " + IrText.vector("i8", width))
                : value;
    }

    // ---- squares

    /** As many vectors as they have lanes, a power of two, transposed by exchanging ever larger blocks. */
    List<String> transposed(List<String> lines, String type) {
        List<String> now = lines;
        for (int block = 1; block < lanes; block *= 2) {
            String[] next = new String[lanes];
            for (int k = 0; k < lanes; k++) {
                if ((k & block) == 0) {
                    next[k] = exchanged(now.get(k), now.get(k + block), type, block, 0);
                    next[k + block] = exchanged(now.get(k), now.get(k + block), type, block, block);
                }
            }
            now = List.of(next);
        }
        return now;
    }

    /** Of each pair of blocks the first ({@code from} 0) or second one of {@code a}, then that of {@code b}. */
    private String exchanged(String a, String b, String type, int block, int from) {
        String places = IntStream.range(0, lanes)
                .mapToObj(k -> "i32 " + ((k & block) == 0 ? k + from : k - block + from + lanes))
                .collect(Collectors.joining(", ", "<", ">"));
        return ir.let("shufflevector " + type + " " + a + ", " + type + " " + b + ", " + IrText.vector("i32", lanes) + " " + places);
    }
}
