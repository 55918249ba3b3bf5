package syrtis;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import syrtis.expr.Expr;
import syrtis.run.NpzArchive;

/**
 * The arrays of a {@code .npz} file by name, as NumPy's {@code NpzFile}. An uncompressed array is read tile by tile when it is
 * computed with; a compressed one is unpacked as a whole when {@link #get} first asks for it.
 */
public final class NpzFile {
    private final String name;
    private final NpzArchive archive;
    private final Map<String, Expr> known = new HashMap<>();

    NpzFile(String name, NpzArchive archive) {
        this.name = name;
        this.archive = archive;
    }

    /** Names of the arrays. */
    public List<String> files() {
        return List.copyOf(archive.names());
    }

    /**
     * The array called {@code name}; writing to it changes no other reading, and not the file.
     *
     * @throws syrtis.type.FileException if there is none, or it cannot be read
     */
    public NDArray get(String name) {
        Expr expr;
        synchronized (known) {
            expr = known.computeIfAbsent(name, _ -> {
                NpzArchive.Found found = archive.read(name);
                Nodes nodes = new Nodes();
                Expr node = nodes.of(found.op());
                return found.transposed() ? NDArray.of(node).T().expr() : node;
            });
        }
        return NDArray.of(expr);
    }

    @Override
    public String toString() {
        return "NpzFile " + name + " with " + String.join(", ", archive.names());
    }
}
