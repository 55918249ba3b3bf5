package syrtis.cluster;

import java.nio.file.Path;
import java.util.List;

/** A stand-in. */
public record NodeSettings(String host, int port, List<String> join, Path credentials) {}
