package syrtis.program;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** How names are compared: {@code expand_dims}, {@code expandDims} and {@code expanddims} are one name. */
final class Names {
    private Names() {}

    /** The form in which names are equal: no underscores, no case. */
    static String plain(String name) {
        return name.replace("_", "").toLowerCase(Locale.ROOT);
    }

    /** A Java name as Python writes it: {@code expandDims} is {@code expand_dims}; short ones like {@code mT} stay. */
    static String snake(String name) {
        if (name.length() < 3) {
            return name;
        }
        return name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    }

    /** {@code ": did you mean 'x'?"} with the known name that is nearest to {@code wrong}, or nothing if none is near. */
    static String hint(String wrong, Collection<String> known) {
        return nearest(wrong, known)
                .map(name -> ": did you mean '" + name + "'?")
                .orElse("");
    }

    /** The known name that is fewest edits away, at most one in four letters; the first in order among equals. */
    static Optional<String> nearest(String wrong, Collection<String> known) {
        String plain = plain(wrong);
        if (plain.length() > 40) {
            return Optional.empty();
        }
        int limit = Math.max(1, plain.length() / 4);
        record Candidate(String name, int edits) {}
        return known.stream()
                .map(name -> new Candidate(name, edits(plain, plain(name))))
                .filter(candidate -> candidate.edits <= limit && candidate.edits < plain.length())
                .min(Comparator.comparingInt(Candidate::edits).thenComparing(Candidate::name))
                .map(Candidate::name);
    }

    /** Insertions, deletions, replacements and swaps of neighbours that make {@code a} into {@code b}. */
    static int edits(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                boolean same = a.charAt(i - 1) == b.charAt(j - 1);
                int best = Math.min(cost[i - 1][j - 1] + (same ? 0 : 1), 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                cost[i][j] = swapped ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
            }
        }
        return cost[a.length()][b.length()];
    }
}
