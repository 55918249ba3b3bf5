package syrtis.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A number of bytes as people write it: {@code 2GiB}, {@code 500MB}, {@code 1.5g}. */
record ByteSize(long bytes) {
    private static final Pattern FORM =
            Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*([kmgt]?)(i?)b?", Pattern.CASE_INSENSITIVE);
    private static final String UNITS = "kmgt";

    static ByteSize of(long bytes) {
        return new ByteSize(bytes);
    }

    /**
     * Reads one: units of 1024 with or without the {@code i}, save for {@code kB}, {@code MB} and so on, which are of
     * 1000.
     */
    static ByteSize parse(String text) {
        Matcher parts = FORM.matcher(text.strip());
        if (!parts.matches()) {
            throw new TypeConversionException("'" + text + "' is no amount of memory: write it like 2GiB or 500MB");
        }
        boolean isDecimal = parts.group(3).isEmpty()
                && text.strip().toLowerCase(Locale.ROOT).endsWith("b");
        int power =
                parts.group(2).isEmpty() ? 0 : 1 + UNITS.indexOf(parts.group(2).toLowerCase(Locale.ROOT));
        return of((long) (Double.parseDouble(parts.group(1)) * Math.pow(isDecimal ? 1000 : 1024, power)));
    }

    /** For picocli. */
    static final class Converter implements ITypeConverter<ByteSize> {
        @Override
        public ByteSize convert(String text) {
            return parse(text);
        }
    }

    @Override
    public String toString() {
        int power = bytes < 1024 ? 0 : Math.min(UNITS.length(), (63 - Long.numberOfLeadingZeros(bytes)) / 10);
        double amount = bytes / Math.pow(1024, power);
        String unit = power == 0 ? "B" : UNITS.toUpperCase(Locale.ROOT).charAt(power - 1) + "iB";
        return String.format(Locale.ROOT, power == 0 || amount >= 100 ? "%.0f %s" : "%.1f %s", amount, unit);
    }
}
