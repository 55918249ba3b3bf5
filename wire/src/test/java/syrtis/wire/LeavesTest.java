package syrtis.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import syrtis.Exprs;
import syrtis.InputOutput;
import syrtis.Nd;
import syrtis.NDArray;
import syrtis.Options;
import syrtis.Runtime;
import syrtis.expr.Expr;
import syrtis.expr.Interner;
import syrtis.op.Op;
import syrtis.type.Dtype;
import syrtis.type.FileException;
import syrtis.type.Shape;
import syrtis.type.Type;
import syrtis.type.WireException;
import syrtis.wire.v1.FileLeaf;
import syrtis.wire.v1.Graph;
import syrtis.wire.v1.NpyFile;
import syrtis.wire.v1.NpzMember;
import syrtis.wire.v1.Sites;

class LeavesTest {
    @TempDir
    private Path folder;

    private static void assertTravels(NDArray array) {
        Graph graph = GraphCodec.encode(List.of(Exprs.of(array)), new InMessages());
        List<Expr> roots = GraphCodec.decode(
                graph, Sites.getDefaultInstance(), Limits.defaults(), new Interner(), new InMessages());
        assertEquals(Exprs.of(array).type(), roots.getFirst().type());
        assertArrayEquals(array.toBytes(), Exprs.array(roots.getFirst()).toBytes());
    }

    @Test
    void elementsTravelInRowMajorOrderHoweverTheArrayIsTiled() throws Exception {
        try (Runtime tiled = Runtime.of(Options.defaults().withThreads(1).withLongestTile(3))) {
            tiled.run(() -> {
                for (Dtype dtype : Dtype.values()) {
                    assertTravels(Nd.arange(70).reshape(7, 10).astype(dtype).evaluate());
                }
                assertTravels(Nd.scalar(2.5).add(1.0).evaluate());
                assertTravels(Nd.zeros(Shape.of(0, 3)).evaluate());
                return null;
            });
        }
    }

    @Test
    void filesTravelByName() {
        NDArray matrix = Nd.arange(12).reshape(3, 4).astype(Dtype.FLOAT32);
        Path npy = folder.resolve("matrix.npy");
        Path npz = folder.resolve("both.npz");
        InputOutput.save(npy, matrix);
        InputOutput.savez(npz, Map.of("matrix", matrix));
        NDArray inFile = InputOutput.load(npy);
        assertTravels(inFile.add(1.0));
        assertTravels(InputOutput.loadz(npz).get("matrix"));
        FileLeaf leaf = GraphCodec.encode(List.of(Exprs.of(InputOutput.loadz(npz).get("matrix"))), new InMessages())
                .getNodes(0)
                .getRead();
        assertEquals(
                FileLeaf.newBuilder()
                        .setType(Types.encode(new Type(Dtype.FLOAT32, Shape.of(3, 4))))
                        .setNpz(NpzMember.newBuilder().setPath(npz.toAbsolutePath().toString()).setMember("matrix"))
                        .build(),
                leaf);
    }

    private static void refused(Class<? extends RuntimeException> kind, String message, FileLeaf leaf) {
        RuntimeException refusal = assertThrows(kind, () -> ArrayFiles.decode(leaf, Exprs.store()));
        assertTrue(String.valueOf(refusal.getMessage()).contains(message), refusal.getMessage());
    }

    @Test
    void filesThatAreNotThereOrHaveNoNameAreNamed() throws IOException {
        refused(WireException.class, "'x.npy' is no absolute path",
                FileLeaf.newBuilder().setNpy(NpyFile.newBuilder().setPath("x.npy")).build());
        refused(FileException.class, "gone.npy",
                FileLeaf.newBuilder().setNpy(NpyFile.newBuilder().setPath(folder.resolve("gone.npy").toString())).build());
        Path packed = folder.resolve("packed.npz");
        Path plain = folder.resolve("x.npy");
        InputOutput.save(plain, Nd.arange(1000));
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(packed))) {
            zip.putNextEntry(new ZipEntry("x.npy"));
            Files.copy(plain, zip);
        }
        refused(WireException.class, "write it without compression",
                FileLeaf.newBuilder().setNpz(NpzMember.newBuilder().setPath(packed.toString()).setMember("x")).build());
    }

    @Test
    void aFileThatHasChangedIsRefused() {
        Path npy = folder.resolve("changing.npy");
        InputOutput.save(npy, Nd.arange(5));
        Graph graph = GraphCodec.encode(List.of(Exprs.of(InputOutput.load(npy))), new InMessages());
        InputOutput.save(npy, Nd.arange(6));
        WireException refusal = assertThrows(WireException.class, () -> GraphCodec.decode(
                graph, Sites.getDefaultInstance(), Limits.defaults(), new Interner(), new InMessages()));
        assertEquals("node 0 (read): the graph says int64[5], and what is there is int64[6]", refusal.getMessage());
    }

    @Test
    void otherSourcesCannotTravel() {
        Op.Origin origin = new Remembered.Numbers();
        WireException refusal = assertThrows(WireException.class, () -> ArrayFiles.encode(origin));
        assertTrue(
                String.valueOf(refusal.getMessage()).startsWith("cannot travel: numbers.npy, float64[5]: a cluster reads"),
                refusal.getMessage());
    }
}
