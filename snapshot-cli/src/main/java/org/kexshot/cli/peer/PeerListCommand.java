package org.kexshot.cli.peer;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.cli.argument.OutputOptions;
import org.kexshot.cli.failure.ExitCode;
import org.kexshot.cli.render.peer.PeerListView;
import org.kexshot.operation.PeerSwitch;
import picocli.CommandLine.Model.CommandSpec;

public final class PeerListCommand implements Callable<Integer> {
  private final Arguments arguments =
      new Arguments(
          this,
          "List the peers of this system and what each may use.",
          "Looks too whether a file system that is mounted here was mounted by another system.");
  private final OutputOptions output = new OutputOptions(arguments);

  public static CommandSpec spec() {
    return new PeerListCommand().arguments.spec();
  }

  @Override
  public Integer call() throws IOException {
    List<String> touched = PeerSwitch.touched();
    return output.show(
        new PeerListView(PeerSwitch.peers(), touched),
        touched.isEmpty() ? ExitCode.OK : ExitCode.PEER);
  }
}
