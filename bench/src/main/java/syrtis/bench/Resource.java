package syrtis.bench;

/** Something of which a machine has only so much a second. */
enum Resource {
    /** Bytes read. */
    READ("read", "GB/s"),
    /** Bytes of {@code a += b + s * c}, after McCalpin's STREAM; only those that the program names count. */
    TRIAD("triad", "GB/s"),
    /** Bytes of {@code memcpy}, those read and those written. */
    COPY("memcpy", "GB/s"),
    /** Multiplications and additions in registers. */
    ARITHMETIC("arithmetic", "GFlop/s"),
    /** Operations of a product of large matrices, float64. */
    DGEMM("dgemm", "GFlop/s"),
    /** Operations of a product of large matrices, float32. */
    SGEMM("sgemm", "GFlop/s");

    private final String label;
    private final String unit;

    Resource(String label, String unit) {
        this.label = label;
        this.unit = unit;
    }

    /** What 10^9 a second are called. */
    String unit() {
        return unit;
    }

    /** The program that measures it. */
    String program() {
        return "ceiling-" + label;
    }

    @Override
    public String toString() {
        return label;
    }
}
