package syrtis.cluster;

import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.remote.artery.tcp.SSLEngineProvider;
import scala.Option;
import syrtis.trust.Credentials;
import syrtis.trust.NodeTls;

/** TLS between the actors of nodes, which is that of tiles. Pekko makes it, by its name in the configuration. */
public final class ArteryTls implements SSLEngineProvider {
    /** Where the configuration names the folder of the credentials. */
    static final String FOLDER = "syrtis.credentials";

    private final SSLContext context;

    public ArteryTls(ActorSystem system) {
        context = Credentials.load(Path.of(system.settings().config().getString(FOLDER))).nodeContext();
    }

    @Override
    public SSLEngine createServerSSLEngine(String hostname, int port) {
        return NodeTls.called(context);
    }

    @Override
    public SSLEngine createClientSSLEngine(String hostname, int port) {
        return NodeTls.caller(context);
    }

    @Override
    public Option<Throwable> verifyClientSession(String hostname, SSLSession session) {
        return Option.empty(); // The handshake has verified all there is.
    }

    @Override
    public Option<Throwable> verifyServerSession(String hostname, SSLSession session) {
        return Option.empty();
    }
}
