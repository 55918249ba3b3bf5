package syrtis.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.TextFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import syrtis.Exprs;
import syrtis.Nd;
import syrtis.op.Generator;
import syrtis.type.Dtype;
import syrtis.type.SyrtisException;
import syrtis.wire.v1.Graph;
import syrtis.wire.v1.GraphProto;
import syrtis.wire.v1.OptionsProto;
import syrtis.wire.v1.FailureProto;
import syrtis.wire.v1.ServiceProto;

/** docs/wire.md says what is so. */
class DocumentTest {
    private static String text() throws IOException {
        return Files.readString(Path.of(System.getProperty("syrtis.root", ".."), "docs", "wire.md"));
    }

    @Test
    void theExampleIsWhatTheCodecWrites() throws IOException {
        String text = text();
        String example = text.substring(text.indexOf("```textproto\n") + 13);
        Graph graph = TextFormat.parse(example.substring(0, example.indexOf("```")), Graph.class);
        assertEquals(graph, GraphCodec.encode(List.of(Exprs.of(Nd.arange(3).add(1L).sum())), new Remembered()));
    }

    @Test
    void everyFieldIsNamed() throws IOException {
        String text = text();
        Set<String> missing = new TreeSet<>();
        for (var file : List.of(GraphProto.getDescriptor(), OptionsProto.getDescriptor(), FailureProto.getDescriptor(),
                ServiceProto.getDescriptor())) {
            for (Descriptor type : file.getMessageTypes()) {
                for (FieldDescriptor field : type.getFields()) {
                    if (!text.contains(field.getName())) {
                        missing.add(type.getName() + "." + field.getName());
                    }
                }
            }
        }
        Stream.of(Generator.values()).map(Generator::label).filter(name -> !text.contains("`" + name + "`")).forEach(missing::add);
        Stream.of(SyrtisException.class.getPermittedSubclasses())
                .map(Class::getSimpleName)
                .filter(name -> !text.contains(name))
                .forEach(missing::add);
        assertEquals(Set.of(), missing);
    }

    /** Numbers of dtypes are for good. */
    @Test
    void dtypesHaveTheirNumbers() {
        assertEquals(
                List.of("bool=1", "int8=2", "int16=3", "int32=4", "int64=5", "uint8=6", "uint16=7", "uint32=8", "uint64=9",
                        "float32=10", "float64=11", "complex64=12", "complex128=13"),
                Stream.of(Dtype.values())
                        .map(dtype -> dtype + "=" + Types.encode(dtype).getNumber())
                        .collect(Collectors.toList()));
        for (Dtype dtype : Dtype.values()) {
            assertEquals(dtype, Types.decode(Types.encode(dtype)));
        }
        assertTrue(Stream.of(Dtype.values()).map(Types::encode).distinct().count() == Dtype.values().length);
    }
}
