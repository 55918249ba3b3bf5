package syrtis.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import syrtis.type.BugException;
import syrtis.type.WireException;
import syrtis.wire.v1.Graph;
import syrtis.wire.v1.Inline;
import syrtis.wire.v1.Node;
import syrtis.wire.v1.Sites;

/**
 * A count of what a serialized message holds, made before any of it becomes an object: a message of two bytes each can ask for twenty times
 * its size in memory. It also refuses what is not canonical and could hide something: unknown fields, and fields that come twice.
 */
final class Census {
    /** Parameters that a generator may have, whatever the limit of axes. */
    private static final int PARAMS = 4;

    private final CodedInputStream input;
    private final Limits limits;
    private long inlineBytes;

    private Census(CodedInputStream input, Limits limits) {
        this.input = input;
        this.limits = limits;
    }

    /** @throws WireException if {@code bytes} are no message of {@code type}, or one beyond the limits */
    static void count(ByteString bytes, Descriptor type, Limits limits) {
        if (bytes.size() > limits.bytes()) {
            throw new WireException("a " + type.getName() + " has " + bytes.size() + " bytes, and " + limits.bytes() + " are allowed");
        }
        try {
            new Census(bytes.newCodedInput(), limits).message(type);
        } catch (InvalidProtocolBufferException broken) {
            throw broken(type, broken);
        } catch (IOException impossible) {
            throw new BugException("bytes in memory could not be read", impossible);
        }
    }

    static WireException broken(Descriptor type, InvalidProtocolBufferException broken) {
        return new WireException("these bytes are no " + type.getName() + ", or not all of one: " + broken.getMessage(), broken);
    }

    /** Reads to the end of the message. The schema does not nest in itself, so neither does this. */
    private void message(Descriptor type) throws IOException {
        Map<Object, Integer> seen = new HashMap<>();
        for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
            FieldDescriptor field = type.findFieldByNumber(WireFormat.getTagFieldNumber(tag));
            int wire = WireFormat.getTagWireType(tag);
            boolean packed = field != null && field.isPackable() && wire == WireFormat.WIRETYPE_LENGTH_DELIMITED;
            if (field == null || (!packed && wire != field.getLiteType().getWireType())) {
                throw new WireException(type.getName() + " has no field " + WireFormat.getTagFieldNumber(tag)
                        + " of this form: this reader speaks version " + GraphCodec.VERSION);
            }
            Object slot = field.getContainingOneof() == null ? field : field.getContainingOneof();
            int count = seen.getOrDefault(slot, 0) + (packed ? numbers(field) : 1);
            if (count > most(field)) {
                throw new WireException(type.getName() + "." + field.getName() + " comes " + count + " times or more, and "
                        + most(field) + " are allowed");
            }
            seen.put(slot, count);
            if (!packed) {
                value(field, tag);
            }
        }
    }

    private long most(FieldDescriptor field) {
        if (!field.isRepeated()) {
            return 1;
        }
        Descriptor type = field.getContainingType();
        if (type == Node.getDescriptor()) {
            return limits.bytes();
        }
        return type == Graph.getDescriptor() || type == Sites.getDescriptor() ? limits.nodes() : Math.max(PARAMS, limits.rank());
    }

    /** How many numbers a packed field has; they are skipped. */
    private int numbers(FieldDescriptor field) throws IOException {
        int length = input.readRawVarint32();
        int outer = input.pushLimit(length);
        int count = 0;
        while (!input.isAtEnd()) {
            input.skipField(field.getLiteType().getWireType()); // A tag's last bits: its number matters to nobody.
            count++;
        }
        input.popLimit(outer);
        return count;
    }

    private void value(FieldDescriptor field, int tag) throws IOException {
        if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
            int outer = input.pushLimit(input.readRawVarint32());
            message(field.getMessageType());
            input.checkLastTagWas(0);
            input.popLimit(outer);
        } else if (field.getContainingType() == Inline.getDescriptor() && field.getType() == FieldDescriptor.Type.BYTES) {
            int length = input.readRawVarint32();
            inlineBytes += length;
            if (length < 0 || inlineBytes > limits.inlineBytes()) {
                throw new WireException("a graph carries more than the " + limits.inlineBytes()
                        + " bytes of elements that are allowed: put large arrays, and name them");
            }
            input.skipRawBytes(length);
        } else {
            input.skipField(tag);
        }
    }
}
