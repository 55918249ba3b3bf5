package syrtis.bench;

import java.util.Locale;

/** Numbers as people read them. */
final class Figures {
    private Figures() {}

    static String seconds(double seconds) {
        if (seconds >= 1) {
            return digits(seconds) + " s";
        }
        return seconds >= 1e-3 ? digits(seconds * 1e3) + " ms" : digits(seconds * 1e6) + " us";
    }

    static String bytes(long bytes) {
        if (bytes >= 1 << 30) {
            return digits(bytes / (double) (1 << 30)) + " GiB";
        }
        return bytes >= 1 << 20 ? digits(bytes / (double) (1 << 20)) + " MiB" : digits(bytes / 1024.0) + " KiB";
    }

    static String factor(double factor) {
        return digits(factor) + "x";
    }

    static String percent(double part) {
        return Math.round(part * 100) + " %";
    }

    /** Three digits that count. */
    private static String digits(double value) {
        double size = Math.abs(value);
        return String.format(Locale.ROOT, size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : "%.2f", value);
    }
}
