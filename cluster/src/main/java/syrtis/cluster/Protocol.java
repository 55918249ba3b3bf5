package syrtis.cluster;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import syrtis.schedule.Group;
import syrtis.schedule.TileRange;
import syrtis.wire.v1.Ask;
import syrtis.wire.v1.NodeMessage;

/** The schedule's words, to and from those of messages. */
final class Protocol {
    static final Ask ASK = Ask.getDefaultInstance();

    private Protocol() {}

    static NodeMessage.Builder about(String job) {
        return NodeMessage.newBuilder().setJob(job);
    }

    static TileRange decode(syrtis.wire.v1.TileRange range) {
        return new TileRange(range.getArray(), range.getFirst(), range.getCount());
    }

    static syrtis.wire.v1.TileRange encode(TileRange range) {
        return syrtis.wire.v1.TileRange.newBuilder()
                .setArray(range.array())
                .setFirst(range.first())
                .setCount(range.count())
                .build();
    }

    static Group decode(syrtis.wire.v1.Group group) {
        return new Group(group.getStage(), group.getFirst(), group.getCount());
    }

    static syrtis.wire.v1.Group encode(Group group) {
        return syrtis.wire.v1.Group.newBuilder()
                .setStage(group.stage())
                .setFirst(group.first())
                .setCount(group.count())
                .build();
    }

    /** Addresses of a message, each once, and the position of each. */
    static final class Table {
        private final Map<String, Integer> positions = new LinkedHashMap<>();

        int position(String address) {
            return positions.computeIfAbsent(address, _ -> positions.size());
        }

        List<String> addresses() {
            return new ArrayList<>(positions.keySet());
        }

        <T> syrtis.wire.v1.Source source(TileRange tiles, List<T> holders, Function<T, String> address) {
            syrtis.wire.v1.Source.Builder source = syrtis.wire.v1.Source.newBuilder().setTiles(encode(tiles));
            holders.forEach(holder -> source.addHolders(position(address.apply(holder))));
            return source.build();
        }
    }
}
