package syrtis.library;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import java.util.Collections;
import syrtis.type.BugException;

/**
 * A C function of integers and pointers, at most eight, that answers one or nothing.
 *
 * <p>All are called in one shape, by a handle that is linked once: linking takes milliseconds for each new shape while a JVM is young,
 * and a library of fifty functions has twenty. The C calling conventions of x86-64 (System V) and AArch64 allow it: such arguments
 * travel in registers of 64 bits whatever their width, the caller cleans up, and a function does not look at those that it
 * does not have. Functions of floating-point numbers, structures or variable arguments have handles of their own ({@link Bindings}).
 */
public record CFunction(MemorySegment address) {
    private static final int MOST_ARGUMENTS = 8;

    private static final MethodHandle CALL = Linker.nativeLinker()
            .downcallHandle(FunctionDescriptor.of(
                    ValueLayout.JAVA_LONG,
                    Collections.nCopies(MOST_ARGUMENTS, ValueLayout.JAVA_LONG).toArray(ValueLayout[]::new)));

    /**
     * What it answers: of a function that answers less than 64 bits the rest is undefined, of one that answers nothing everything.
     * Arguments are numbers and addresses.
     */
    public long call(long... arguments) {
        long[] all = Arrays.copyOf(arguments, MOST_ARGUMENTS);
        if (arguments.length > MOST_ARGUMENTS) {
            throw new BugException("a C function of " + arguments.length + " arguments");
        }
        try {
            return (long) CALL.invokeExact(address, all[0], all[1], all[2], all[3], all[4], all[5], all[6], all[7]);
        } catch (Error error) {
            throw error;
        } catch (Throwable impossible) {
            throw new BugException("a call of a C function failed", impossible);
        }
    }
}
