package syrtis.wire;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import syrtis.op.Op;
import syrtis.run.NpySource;
import syrtis.run.NpzArchive;
import syrtis.run.Store;
import syrtis.type.WireException;
import syrtis.wire.v1.FileLeaf;
import syrtis.wire.v1.NpyFile;
import syrtis.wire.v1.NpzMember;

/** Arrays in files, as names: each node opens the file under the same absolute path. */
public final class ArrayFiles {
    private ArrayFiles() {}

    /**
     * The name of the file that {@code origin} reads.
     *
     * @throws WireException if the array is not in a file that others could open
     */
    public static FileLeaf encode(Op.Origin origin) {
        if (!(origin instanceof NpySource source)) {
            throw new WireException("cannot travel: " + origin.name() + ", " + origin.type()
                    + ": a cluster reads .npy files, and .npz files without compression; evaluate the array first");
        }
        FileLeaf.Builder leaf = FileLeaf.newBuilder().setType(Types.encode(source.type()));
        String path = source.path().toAbsolutePath().normalize().toString();
        return source.member().isEmpty()
                ? leaf.setNpy(NpyFile.newBuilder().setPath(path)).build()
                : leaf.setNpz(NpzMember.newBuilder().setPath(path).setMember(source.member())).build();
    }

    /**
     * Opens the file.
     *
     * @throws WireException if its name is no absolute path, or the array is stored in a way that has to be unpacked
     * @throws syrtis.type.FileException if it cannot be read
     */
    public static Op.Origin decode(FileLeaf leaf, Store store) {
        return switch (leaf.getKindCase()) {
            case NPY -> NpySource.open(path(leaf.getNpy().getPath()), store);
            case NPZ -> member(path(leaf.getNpz().getPath()), leaf.getNpz().getMember(), store);
            case KIND_NOT_SET -> throw new WireException("the kind of file is missing");
        };
    }

    private static Op.Origin member(Path path, String member, Store store) {
        if (NpzArchive.open(path, store).read(member).op() instanceof Op.Read(Op.Origin origin)) {
            return origin;
        }
        throw new WireException("cannot read array '" + member + "' in " + path + " piece by piece: write it without compression");
    }

    private static Path path(String text) {
        try {
            Path path = Path.of(text);
            if (path.isAbsolute()) {
                return path;
            }
        } catch (InvalidPathException none) {
            throw new WireException("'" + text + "' is no path", none);
        }
        throw new WireException("'" + text + "' is no absolute path: a cluster has no working folder");
    }
}
