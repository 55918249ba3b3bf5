package syrtis.cluster;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.NotSerializableException;
import org.apache.pekko.serialization.SerializerWithStringManifest;
import syrtis.wire.v1.NodeMessage;

/** Letters as the bytes of their protobuf message. */
public final class LetterSerializer extends SerializerWithStringManifest {
    private static final int IDENTIFIER = 7_270_001;
    private static final String MANIFEST = "1";

    @Override
    public int identifier() {
        return IDENTIFIER;
    }

    @Override
    public String manifest(Object object) {
        return MANIFEST;
    }

    @Override
    public byte[] toBinary(Object object) {
        return ((Letter) object).content().toByteArray();
    }

    @Override
    public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
        if (!manifest.equals(MANIFEST)) {
            throw new NotSerializableException("a letter of form '" + manifest + "'; this version knows " + MANIFEST);
        }
        try {
            return new Letter(NodeMessage.parseFrom(bytes));
        } catch (InvalidProtocolBufferException broken) {
            NotSerializableException refused = new NotSerializableException("a letter that is none: " + broken.getMessage());
            refused.initCause(broken);
            throw refused;
        }
    }
}
