package syrtis.run;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import syrtis.type.Dtype;
import syrtis.type.FileException;
import syrtis.type.Shape;
import syrtis.type.Type;

/**
 * What stands before the elements of a {@code .npy} file, versions 1.0 to 3.0 of NumPy's format
 * (numpy.org/doc/stable/reference/generated/numpy.lib.format.html). It is read as text of three known entries and
 * never evaluated; whatever else it says is refused.
 *
 * @param type dtype and NumPy's shape
 * @param order order of the bytes of one number
 * @param fortran whether the first index moves fastest
 * @param length bytes before the first element
 */
record NpyHeader(Type type, ByteOrder order, boolean fortran, long length) {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int MOST_TEXT = 10_000; // NumPy's own limit.
    private static final int MOST_AXES = 64; // Likewise.
    private static final int ALIGNMENT = 64;
    private static final int GROWTH = 21; // NumPy leaves room for the longest first length, to append in place.

    /** Gives the next bytes of a file; fails with a {@link FileException} where it ends before. */
    interface Bytes {
        void next(MemorySegment target);

        default byte[] next(int count) {
            byte[] bytes = new byte[count];
            next(MemorySegment.ofArray(bytes));
            return bytes;
        }
    }

    /** The header of a new file: native bytes, rows first. */
    static NpyHeader of(Type type) {
        NpyHeader plain = new NpyHeader(type, ByteOrder.nativeOrder(), false, 0);
        return new NpyHeader(type, plain.order, false, plain.toBytes().length);
    }

    /** Whether these are the first bytes of a {@code .npy} file. */
    static boolean isMagic(byte[] start) {
        return start.length >= MAGIC.length && Arrays.equals(start, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
    }

    /** Reads a header; {@code name} is the file's, for messages. */
    static NpyHeader read(String name, Bytes bytes) {
        byte[] start = bytes.next(MAGIC.length + 2);
        if (!isMagic(start)) {
            throw new FileException("cannot read " + name + ": it is no .npy file, it begins with "
                    + HexFormat.ofDelimiter(" ").formatHex(start, 0, MAGIC.length) + ": " + advice(start));
        }
        int major = start[6];
        int minor = start[7];
        if (major < 1 || major > 3 || minor != 0) {
            throw new FileException("cannot read " + name + ": version " + major + "." + minor
                    + " of the .npy format is unknown: write it as version 1.0, 2.0 or 3.0");
        }
        int digits = major == 1 ? 2 : 4;
        byte[] size = bytes.next(digits);
        long count = 0;
        for (int k = digits - 1; k >= 0; k--) {
            count = count << 8 | size[k] & 0xff;
        }
        if (count > MOST_TEXT) {
            throw new FileException("cannot read " + name + ": its header says it is " + count + " bytes long, more than the "
                    + MOST_TEXT + " that any array of numbers needs: the file is damaged");
        }
        byte[] text = bytes.next((int) count);
        String plain = new String(text, major == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
        return new Parser(name, plain).parse(MAGIC.length + 2 + digits + count);
    }

    private static String advice(byte[] start) {
        if (start[0] == 'P' && start[1] == 'K') {
            return "it is a zip archive; if it is an .npz file, load it as one";
        }
        return start[0] == (byte) 0x80
                ? "it seems to hold pickled Python objects, which are refused because they may run code; save an array of numbers"
                : "check the name, or write it with np.save";
    }

    /** Bytes of the elements. */
    long bytes() {
        return type.bytes();
    }

    /** The type of the elements as they lie in the file, the last index moving fastest. */
    Type rowMajor() {
        long[] dims = type.shape().toArray();
        if (fortran) {
            for (int k = 0; k < dims.length / 2; k++) {
                long swapped = dims[k];
                dims[k] = dims[dims.length - 1 - k];
                dims[dims.length - 1 - k] = swapped;
            }
        }
        return new Type(type.dtype(), Shape.of(dims));
    }

    /** Makes elements of this machine from those of the file, in place. */
    void decode(MemorySegment elements) {
        if (type.dtype().isBool()) {
            for (long at = 0; at < elements.byteSize(); at++) { // Kernels rely on 0 and 1.
                elements.set(ValueLayout.JAVA_BYTE, at, elements.get(ValueLayout.JAVA_BYTE, at) != 0 ? (byte) 1 : 0);
            }
        } else if (order != ByteOrder.nativeOrder()) {
            swap(elements, type.dtype().part().bytes());
        }
    }

    private static void swap(MemorySegment elements, int width) {
        long end = elements.byteSize() / width * width;
        switch (width) {
            case 2 -> {
                for (long at = 0; at < end; at += 2) {
                    elements.set(ValueLayout.JAVA_SHORT_UNALIGNED, at, Short.reverseBytes(elements.get(ValueLayout.JAVA_SHORT_UNALIGNED, at)));
                }
            }
            case 4 -> {
                for (long at = 0; at < end; at += 4) {
                    elements.set(ValueLayout.JAVA_INT_UNALIGNED, at, Integer.reverseBytes(elements.get(ValueLayout.JAVA_INT_UNALIGNED, at)));
                }
            }
            case 8 -> {
                for (long at = 0; at < end; at += 8) {
                    elements.set(ValueLayout.JAVA_LONG_UNALIGNED, at, Long.reverseBytes(elements.get(ValueLayout.JAVA_LONG_UNALIGNED, at)));
                }
            }
            default -> {} // One byte has no order.
        }
    }

    /** Version 1.0, byte for byte as NumPy writes it. */
    byte[] toBytes() {
        String lengths = LongStream.of(type.shape().toArray()).mapToObj(Long::toString).collect(Collectors.joining(", "));
        int rank = type.shape().rank();
        String text = "{'descr': '" + descr() + "', 'fortran_order': " + (fortran ? "True" : "False") + ", 'shape': ("
                + lengths + (rank == 1 ? "," : "") + "), }";
        if (rank > 0) {
            text += " ".repeat(GROWTH - Long.toString(type.shape().dim(fortran ? rank - 1 : 0)).length());
        }
        int start = MAGIC.length + 4;
        int padded = (start + text.length() + 1 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        int count = padded - start;
        byte[] bytes = new byte[padded];
        Arrays.fill(bytes, (byte) ' ');
        System.arraycopy(MAGIC, 0, bytes, 0, MAGIC.length);
        bytes[6] = 1;
        bytes[7] = 0;
        bytes[8] = (byte) count;
        bytes[9] = (byte) (count >> 8);
        System.arraycopy(text.getBytes(StandardCharsets.ISO_8859_1), 0, bytes, start, text.length());
        bytes[padded - 1] = '\n';
        return bytes;
    }

    private String descr() {
        Dtype dtype = type.dtype();
        char sign = dtype.bytes() == 1 ? '|' : order == ByteOrder.LITTLE_ENDIAN ? '<' : '>';
        return "" + sign + letter(dtype) + dtype.bytes();
    }

    private static char letter(Dtype dtype) {
        return switch (dtype.kind()) {
            case BOOL -> 'b';
            case SIGNED -> 'i';
            case UNSIGNED -> 'u';
            case FLOAT -> 'f';
            case COMPLEX -> 'c';
        };
    }

    /** Reads {@code {'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }}, entries in any order. */
    private static final class Parser {
        private final String name;
        private final String text;
        private int at;
        private String descr = "";
        private String fortran = "";
        private long[] dims = {};
        private boolean hasShape;

        Parser(String name, String text) {
            this.name = name;
            this.text = text;
        }

        NpyHeader parse(long length) {
            expect('{');
            while (!accept('}')) {
                String key = string();
                expect(':');
                switch (key) {
                    case "descr" -> descr = dtypeText();
                    case "fortran_order" -> fortran = word();
                    case "shape" -> {
                        dims = shape();
                        hasShape = true;
                    }
                    default -> throw malformed("an entry is called '" + key + "'");
                }
                if (!accept(',')) {
                    expect('}');
                    break;
                }
            }
            skipBlanks();
            if (at < text.length()) {
                throw malformed("text follows its end");
            }
            if (descr.isEmpty() || fortran.isEmpty() || !hasShape) {
                throw malformed("descr, fortran_order or shape is missing");
            }
            if (!fortran.equals("True") && !fortran.equals("False")) {
                throw malformed("fortran_order is " + fortran);
            }
            Dtype dtype = dtype();
            checkShape(dtype);
            ByteOrder order = switch (descr.charAt(0)) {
                case '>' -> ByteOrder.BIG_ENDIAN;
                case '<' -> ByteOrder.LITTLE_ENDIAN;
                default -> ByteOrder.nativeOrder();
            };
            return new NpyHeader(new Type(dtype, Shape.of(dims)), order, fortran.equals("True") && dims.length > 1, length);
        }

        private Dtype dtype() {
            int start = "<>=|".indexOf(descr.charAt(0)) >= 0 ? 1 : 0;
            String plain = descr.substring(start);
            String width = plain.isEmpty() ? "" : plain.substring(1);
            for (Dtype dtype : Dtype.values()) {
                boolean byCode = !plain.isEmpty() && plain.charAt(0) == letter(dtype) && width.equals(Integer.toString(dtype.bytes()));
                if (byCode || plain.equals(dtype.label()) || plain.equals("?") && dtype.isBool()) {
                    return dtype;
                }
            }
            throw new FileException("cannot read " + name + ": " + refusal(plain));
        }

        private String refusal(String plain) {
            String first = plain.isEmpty() ? "" : plain.substring(0, 1);
            return switch (first) {
                case "O" -> "it holds pickled Python objects, which are refused because they may run code: save an array of numbers";
                case "V" -> "it holds records (dtype '" + descr + "'): save each field as an array of its own";
                case "U", "S", "a" -> "it holds text (dtype '" + descr + "'): save numbers";
                case "M", "m" -> "it holds dates or time spans (dtype '" + descr + "'): save them with astype('int64')";
                case "f", "c" -> "its dtype '" + descr + "' is no float32, float64, complex64 or complex128: save it with astype('"
                        + (first.equals("c") ? "complex128" : plain.equals("f2") ? "float32" : "float64") + "')";
                default -> "its dtype '" + descr + "' is unknown: use bool, int8 .. int64, uint8 .. uint64, float32, float64, "
                        + "complex64 or complex128";
            };
        }

        private void checkShape(Dtype dtype) {
            if (dims.length > MOST_AXES) {
                throw malformed("it has " + dims.length + " axes, more than " + MOST_AXES);
            }
            long product = dtype.bytes();
            for (long dim : dims) {
                if (dim < 0) {
                    throw malformed("a length in shape " + Arrays.toString(dims) + " is negative");
                }
                try {
                    product = Math.multiplyExact(product, Math.max(1, dim));
                } catch (ArithmeticException _) {
                    throw malformed("shape " + Arrays.toString(dims) + " of " + dtype + " has more than 2^63 - 1 bytes");
                }
            }
        }

        private String dtypeText() {
            skipBlanks();
            if (at < text.length() && (text.charAt(at) == '[' || text.charAt(at) == '(')) {
                throw new FileException("cannot read " + name + ": it holds records (a structured dtype): save each field as an "
                        + "array of its own");
            }
            String found = string();
            if (found.isEmpty()) {
                throw malformed("the dtype is empty");
            }
            return found;
        }

        private long[] shape() {
            expect('(');
            long[] found = new long[0];
            boolean comma = true;
            while (!accept(')')) {
                if (!comma) {
                    throw malformed("a comma is missing in the shape");
                }
                found = Arrays.copyOf(found, found.length + 1);
                found[found.length - 1] = integer();
                comma = accept(',');
            }
            if (found.length == 1 && !comma) {
                throw malformed("the shape is a number, not a tuple");
            }
            return found;
        }

        private long integer() {
            skipBlanks();
            int start = at;
            if (at < text.length() && text.charAt(at) == '-') {
                at++;
            }
            while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
                at++;
            }
            String number = text.substring(start, at);
            if (at < text.length() && text.charAt(at) == 'L') {
                at++; // Python 2 wrote it.
            }
            try {
                return Long.parseLong(number);
            } catch (NumberFormatException _) {
                throw malformed(number.length() > 18 ? "length " + number + " is above 2^63 - 1" : "a length in the shape is no number");
            }
        }

        private String word() {
            skipBlanks();
            int start = at;
            while (at < text.length() && Character.isLetterOrDigit(text.charAt(at))) {
                at++;
            }
            return text.substring(start, at);
        }

        private String string() {
            skipBlanks();
            char quote = at < text.length() ? text.charAt(at) : ' ';
            int end = quote == '\'' || quote == '"' ? text.indexOf(quote, at + 1) : -1;
            if (end < 0) {
                throw malformed("a quoted name is missing at character " + at);
            }
            String found = text.substring(at + 1, end);
            at = end + 1;
            return found;
        }

        private void expect(char wanted) {
            if (!accept(wanted)) {
                throw malformed("'" + wanted + "' is missing at character " + at);
            }
        }

        private boolean accept(char wanted) {
            skipBlanks();
            boolean found = at < text.length() && text.charAt(at) == wanted;
            at += found ? 1 : 0;
            return found;
        }

        private void skipBlanks() {
            while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\n' || text.charAt(at) == '\t')) {
                at++;
            }
        }

        private FileException malformed(String what) {
            return new FileException("cannot read " + name + ": its header is wrong: " + what + ": write the file again");
        }
    }
}
