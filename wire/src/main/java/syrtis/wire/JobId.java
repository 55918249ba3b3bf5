package syrtis.wire;

import java.util.UUID;
import java.util.regex.Pattern;

/** Names of jobs and of arrays that were put: chosen by clients, so that asking again does nothing twice. */
public final class JobId {
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private JobId() {}

    /** One that nobody else has. */
    public static String create() {
        return UUID.randomUUID().toString();
    }

    /** Whether {@code text} is a UUID in its usual form, in lower case. */
    public static boolean isOne(String text) {
        return text.length() == 36 && FORM.matcher(text).matches();
    }
}
