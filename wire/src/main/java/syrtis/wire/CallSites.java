package syrtis.wire;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import syrtis.expr.Dag;
import syrtis.expr.Expr;
import syrtis.type.CallSite;
import syrtis.type.WireException;
import syrtis.wire.v1.Site;
import syrtis.wire.v1.Sites;

/** The user's lines of a graph's nodes. */
final class CallSites {
    private CallSites() {}

    static Sites encode(List<Expr> roots) {
        Sites.Builder sites = Sites.newBuilder();
        Map<String, Integer> files = new LinkedHashMap<>();
        List<Expr> nodes = Dag.walk(Canonical.of(roots));
        for (int k = 0; k < nodes.size(); k++) {
            CallSite site = nodes.get(k).site();
            if (site.isKnown()) {
                int file = files.computeIfAbsent(site.file(), _ -> files.size());
                sites.addSites(Site.newBuilder().setNode(k).setFile(file).setLine(site.line()));
            }
        }
        return sites.addAllFiles(files.keySet()).build();
    }

    /** The line of each of {@code nodes} nodes. */
    static CallSite[] decode(Sites sites, int nodes) {
        CallSite[] known = new CallSite[nodes];
        Arrays.fill(known, CallSite.UNKNOWN);
        for (Site site : sites.getSitesList()) {
            if (site.getNode() < 0 || site.getNode() >= nodes) {
                throw new WireException("a site is of node " + Integer.toUnsignedString(site.getNode()) + ", and there are " + nodes);
            }
            if (site.getFile() < 0 || site.getFile() >= sites.getFilesCount()) {
                throw new WireException("the site of node " + site.getNode() + " is in file "
                        + Integer.toUnsignedString(site.getFile()) + ", and there are " + sites.getFilesCount());
            }
            known[site.getNode()] = new CallSite(sites.getFiles(site.getFile()), site.getLine());
        }
        return known;
    }
}
