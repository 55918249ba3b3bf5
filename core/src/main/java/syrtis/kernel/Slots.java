package syrtis.kernel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import syrtis.op.Body;
import syrtis.op.Instruction;
import syrtis.type.BugException;
import syrtis.type.Dtype;

/**
 * The heap arrays of a compiled kernel: one per part of an input and of an output, and one per instruction whose values pass
 * from one loop to another.
 */
final class Slots {
    private final List<Storage> storages = new ArrayList<>();
    private final Map<Object, Integer> numbers = new HashMap<>();

    private record In(int input, int part) {}

    private record Out(int output, int part) {}

    private record Value(int instruction) {}

    Slots(Loop loop, List<Integer> passed) {
        Body body = loop.body();
        for (Instruction instruction : body.code()) {
            if (instruction instanceof Instruction.Load(int input, int part, Dtype dtype)) {
                add(new In(input, part), dtype);
            }
        }
        for (int output = 0; output < loop.outputs().size(); output++) {
            Dtype dtype = loop.outputs().get(output).dtype();
            for (int part = 0; part < dtype.parts(); part++) {
                add(new Out(output, part), dtype.part());
            }
        }
        for (int instruction : passed) {
            add(new Value(instruction), body.code().get(instruction).dtype());
        }
    }

    private void add(Object key, Dtype dtype) {
        if (numbers.putIfAbsent(key, storages.size()) == null) {
            storages.add(Storage.of(dtype));
        }
    }

    private int slot(Object key) {
        Integer slot = numbers.get(key);
        if (slot == null) {
            throw new BugException("no array for " + key);
        }
        return slot;
    }

    int input(int input, int part) {
        return slot(new In(input, part));
    }

    int output(int output, int part) {
        return slot(new Out(output, part));
    }

    /** The array of an instruction's values. */
    int value(int instruction) {
        return slot(new Value(instruction));
    }

    /** What each array holds, by number. */
    List<Storage> storages() {
        return storages;
    }
}
