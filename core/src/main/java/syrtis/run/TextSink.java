package syrtis.run;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import syrtis.plan.Box;
import syrtis.type.BugException;
import syrtis.type.Dtype;
import syrtis.type.ShapeException;
import syrtis.type.Type;

/**
 * A new text file of a table of numbers, a row a line. Pieces are whole rows and come in order; the file appears under its
 * name when it is closed after the last row.
 */
public final class TextSink implements Sink {
    private static final int BLOCK = 1 << 16;

    private final AtomicFile file;
    private final Type type;
    private final Layout layout;
    private final NumberFormat format;
    private final NumberFormat imaginary;
    private final long columns;
    private final StringBuilder text = new StringBuilder();
    private long written;
    private long rows;

    /**
     * How numbers become text.
     *
     * @param fmt one conversion of Python's {@code %} for all numbers
     * @param delimiter what stands between two numbers
     * @param newline what ends a line
     * @param header what stands before the table, each line after {@code comments}; empty for nothing
     * @param footer what stands behind it, likewise
     * @param comments what begins a line of header and footer
     */
    public record Layout(String fmt, String delimiter, String newline, String header, String footer, String comments) {
        public Layout {
            NumberFormat.of(fmt);
        }

        private String remark(String remark) {
            return remark.isEmpty() ? "" : comments + remark.replace("\n", "\n" + comments) + newline;
        }
    }

    private TextSink(AtomicFile file, Type type, Layout layout) {
        this.file = file;
        this.type = type;
        this.layout = layout;
        format = NumberFormat.of(layout.fmt);
        imaginary = new NumberFormat(
                "", format.flags().contains("+") ? format.flags() : format.flags() + "+", format.width(), format.precision(),
                format.conversion(), "");
        columns = type.shape().rank() == 2 ? type.shape().dim(1) : 1;
        text.append(layout.remark(layout.header));
    }

    /**
     * Begins file {@code path}.
     *
     * @throws ShapeException if the array has neither one nor two axes
     */
    public static TextSink create(Path path, Type type, Layout layout) {
        if (type.shape().rank() < 1 || type.shape().rank() > 2) {
            throw new ShapeException("savetxt needs one or two axes, got " + type + ": reshape it first");
        }
        return new TextSink(new AtomicFile(path), type, layout);
    }

    @Override
    public void write(Box box, MemorySegment elements) {
        if (box.start()[0] != rows || box.rank() == 2 && box.extent()[1] != columns) {
            throw new BugException("text of " + type + ": " + box + " does not follow row " + rows);
        }
        Dtype dtype = type.dtype();
        long index = 0;
        for (long row = 0; row < box.extent()[0]; row++) {
            for (long column = 0; column < columns; column++, index++) {
                if (column > 0) {
                    text.append(layout.delimiter);
                }
                if (dtype.isComplex()) {
                    complex(elements, index);
                } else {
                    number(format, elements, index, dtype);
                }
            }
            text.append(layout.newline);
            if (text.length() > BLOCK) {
                flush();
            }
        }
        rows += box.extent()[0];
    }

    /** As NumPy writes it: {@code  (1.5+2.0j)}, with a blank before. */
    private void complex(MemorySegment elements, long index) {
        text.append(" (");
        number(format, elements, 2 * index, type.dtype().part());
        number(imaginary, elements, 2 * index + 1, type.dtype().part());
        text.append("j)");
    }

    private void number(NumberFormat how, MemorySegment elements, long index, Dtype dtype) {
        switch (dtype) {
            case FLOAT64 -> {
                double value = elements.getAtIndex(ValueLayout.JAVA_DOUBLE_UNALIGNED, index);
                how.append(text, value, how.isShortest() ? NumberFormat.shortest(value) : "");
            }
            case FLOAT32 -> {
                float value = elements.getAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, index);
                how.append(text, value, how.isShortest() ? NumberFormat.shortest(value) : "");
            }
            case BOOL -> {
                boolean value = elements.get(ValueLayout.JAVA_BYTE, index) != 0;
                if (how.isShortest()) {
                    text.append(value ? "True" : "False");
                } else {
                    integer(how, value ? 1 : 0, false);
                }
            }
            case INT8 -> integer(how, elements.get(ValueLayout.JAVA_BYTE, index), false);
            case INT16 -> integer(how, elements.getAtIndex(ValueLayout.JAVA_SHORT_UNALIGNED, index), false);
            case INT32 -> integer(how, elements.getAtIndex(ValueLayout.JAVA_INT_UNALIGNED, index), false);
            case INT64 -> integer(how, elements.getAtIndex(ValueLayout.JAVA_LONG_UNALIGNED, index), false);
            case UINT8 -> integer(how, elements.get(ValueLayout.JAVA_BYTE, index) & 0xff, true);
            case UINT16 -> integer(how, elements.getAtIndex(ValueLayout.JAVA_SHORT_UNALIGNED, index) & 0xffff, true);
            case UINT32 -> integer(how, elements.getAtIndex(ValueLayout.JAVA_INT_UNALIGNED, index) & 0xffffffffL, true);
            case UINT64 -> integer(how, elements.getAtIndex(ValueLayout.JAVA_LONG_UNALIGNED, index), true);
            case COMPLEX64, COMPLEX128 -> throw new BugException("a part of a complex number is " + dtype);
        }
    }

    private void integer(NumberFormat how, long value, boolean unsigned) {
        String digits = unsigned ? Long.toUnsignedString(value) : Long.toString(value);
        if (how.isInteger() || how.isShortest()) {
            how.appendInteger(text, digits);
        } else {
            how.append(text, Double.parseDouble(digits), "");
        }
    }

    private void flush() {
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        file.write(written, bytes);
        written += bytes.length;
        text.setLength(0);
    }

    @Override
    public void close() {
        if (rows == type.shape().dim(0)) {
            try (file) {
                text.append(layout.remark(layout.footer));
                flush();
                file.commit();
            }
        } else {
            file.close();
        }
    }
}
