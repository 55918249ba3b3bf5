package syrtis.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/** What one command line did. */
record Ran(int code, String out, String err) {
    /** Runs the command in this process. */
    static Ran syrtis(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Main.execute(new PrintWriter(out), new PrintWriter(err), arguments);
        return new Ran(code, out.toString(), err.toString());
    }
}
