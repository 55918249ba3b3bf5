package syrtis.cluster;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import syrtis.Options;
import syrtis.expr.Expr;
import syrtis.expr.Interner;
import syrtis.expr.Rewriter;
import syrtis.op.Op;
import syrtis.plan.Grid;
import syrtis.plan.Tiling;
import syrtis.run.Evaluated;
import syrtis.run.Host;
import syrtis.run.StoredArray;
import syrtis.schedule.JobPlan;
import syrtis.type.BugException;
import syrtis.type.Dtype;
import syrtis.type.Type;
import syrtis.wire.ArrayFiles;
import syrtis.wire.GraphCodec;
import syrtis.wire.Inlines;
import syrtis.wire.JobSettings;
import syrtis.wire.Leaves;
import syrtis.wire.Limits;
import syrtis.wire.Types;
import syrtis.wire.v1.FileLeaf;
import syrtis.wire.v1.JobRecord;
import syrtis.wire.v1.Leaf;
import syrtis.wire.v1.Profile;

/** Makes a job's plan from its record: the same on every node. */
final class Planning {
    private static final Limits LIMITS = Limits.defaults();
    private static final Options BASE = Options.defaults();

    private Planning() {}

    /** An array that another job holds, or a client has put: its tiles come here one by one. */
    record Borrowed(String job, int root, StoredArray here) implements Evaluated {
        @Override
        public Type type() {
            return here.type();
        }

        @Override
        public Grid grid() {
            return here.grid();
        }
    }

    /** @throws syrtis.type.SyrtisException what the user should see */
    static JobPlan plan(JobRecord record, Host host) {
        Interner interner = new Interner();
        List<Expr> roots = GraphCodec.decode(
                GraphCodec.parse(record.getComputation().getGraph(), LIMITS),
                GraphCodec.parseSites(record.getComputation().getSites(), LIMITS),
                LIMITS,
                interner,
                new Received(host));
        Options options = JobSettings.decode(record.getComputation().getOptions(), BASE);
        Profile profile = record.getProfile();
        Set<Dtype> library = options.code() == Options.Code.MACHINE
                ? profile.getLibraryList().stream().map(Types::decode).collect(Collectors.toSet())
                : Set.of();
        Tiling tiling = Tiling.of(profile.getSlots(), profile.getMemory(), options.longestTile(), library::contains);
        return JobPlan.of(roots, rules(options.rules()), tiling, profile.getMemory(), interner);
    }

    private static Rewriter.Rules rules(Options.Rules rules) {
        return switch (rules) {
            case NONE -> Rewriter.Rules.NONE;
            case EXACT -> Rewriter.Rules.EXACT;
            case ALL -> Rewriter.Rules.ALL;
        };
    }

    /** SHA-256 of a plan's text, in hexadecimal. */
    static String digest(JobPlan plan) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(plan.plan().toString().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new BugException("this JVM lacks SHA-256", impossible);
        }
    }

    private record Received(Host host) implements Leaves {
        @Override
        public Leaf encode(Op.Contents contents) {
            throw new BugException("nodes do not send graphs");
        }

        @Override
        public FileLeaf encode(Op.Origin origin) {
            throw new BugException("nodes do not send graphs");
        }

        @Override
        public Op.Contents decode(Leaf leaf) {
            return switch (leaf.getWhereCase()) {
                case INLINE -> Inlines.decode(leaf.getInline(), LIMITS, host.store());
                case RESULT -> {
                    var result = leaf.getResult();
                    Type type = Types.decode(result.getType(), LIMITS);
                    Grid grid = Types.grid(type, result.getTileList());
                    yield new Borrowed(result.getJob(), result.getRoot(), StoredArray.empty(type, grid, host.store()));
                }
                case WHERE_NOT_SET -> throw new BugException("the codec lets no leaf without a kind pass");
            };
        }

        @Override
        public Op.Origin decode(FileLeaf leaf) {
            return ArrayFiles.decode(leaf, host.store());
        }
    }
}
