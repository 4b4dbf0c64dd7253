package org.kexshot.opensearch;

import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.opensearch.analysis.common.CommonAnalysisPlugin;
import org.opensearch.common.settings.Settings;
import org.opensearch.env.Environment;
import org.opensearch.http.HttpServerTransport;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;
import org.opensearch.plugins.Plugin;
import org.opensearch.transport.Netty4Plugin;

/**
 * One OpenSearch node on the loopback address: {@code TestNode HOME PORTS FILE} keeps its data in
 * HOME, listens on a port that is free, and writes that to FILE when it answers. It ends when it is
 * killed, or when its standard input ends.
 */
public final class TestNode extends Node {
  private TestNode(Settings settings, Collection<Class<? extends Plugin>> plugins) {
    super(
        InternalSettingsPreparer.prepareEnvironment(settings, Map.of(), null, () -> "kexshot"),
        plugins,
        true);
  }

  public static void main(String[] arguments) throws Exception {
    Path home = Path.of(arguments[0]);
    Files.createDirectories(home.resolve("config"));
    Settings settings =
        Settings.builder()
            .put(Environment.PATH_HOME_SETTING.getKey(), home.toString())
            .put("cluster.name", "kexshot-test")
            .put("node.name", "kexshot")
            .put("discovery.type", "single-node")
            .put("network.host", "127.0.0.1")
            .put("http.port", arguments[1])
            .put("transport.port", "0")
            .put("transport.type", Netty4Plugin.NETTY_TRANSPORT_NAME)
            .put("http.type", Netty4Plugin.NETTY_HTTP_TRANSPORT_NAME)
            .put("cluster.routing.allocation.disk.threshold_enabled", false)
            .put("node.processors", 2)
            .build();
    Node node =
        new TestNode(settings, List.of(Netty4Plugin.class, CommonAnalysisPlugin.class)).start();
    InetSocketAddress address =
        node.injector()
            .getInstance(HttpServerTransport.class)
            .boundAddress()
            .publishAddress()
            .address();
    Path ready = Path.of(arguments[2]);
    Path written = ready.resolveSibling(ready.getFileName() + ".tmp");
    Files.writeString(written, String.valueOf(address.getPort()));
    Files.move(written, ready, StandardCopyOption.ATOMIC_MOVE);
    while (System.in.read() >= 0) {
      // Nothing is told to it: it lives as long as its parent.
    }
    Runtime.getRuntime().halt(0);
  }
}
