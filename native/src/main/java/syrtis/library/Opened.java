package syrtis.library;

import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A library that is open, for as long as the JVM lives, and the file that it is. */
public record Opened(Path file, SymbolLookup symbols) {
    /**
     * Opens {@code file}. Where the system does not find what that one needs, the {@code neighbours} are opened before it, one after
     * another, until it does: a library that came with others is not always told where they are.
     */
    static Search<Opened> open(Path file, List<String> neighbours) {
        Search<Opened> result = open(file);
        for (String name : neighbours) {
            Path neighbour = file.resolveSibling(name);
            if (result instanceof Search.Missing
                    && Files.exists(neighbour)
                    && open(neighbour) instanceof Search.Found) {
                result = open(file);
            }
        }
        return result;
    }

    private static Search<Opened> open(Path file) {
        try {
            return new Search.Found<>(new Opened(file, SymbolLookup.libraryLookup(file, Arena.global())));
        } catch (IllegalArgumentException refused) {
            return new Search.Missing<>("cannot open " + file + ": " + reason(file, refused));
        }
    }

    /** The lookup does not tell what the system said; loading the file the older way does. */
    private static String reason(Path file, IllegalArgumentException refused) {
        try {
            System.load(file.toAbsolutePath().toString());
            return String.valueOf(refused.getMessage());
        } catch (UnsatisfiedLinkError failure) {
            return String.valueOf(failure.getMessage());
        }
    }
}
