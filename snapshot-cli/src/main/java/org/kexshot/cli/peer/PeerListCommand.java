package org.kexshot.cli.peer;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.cli.argument.OutputOptions;
import org.kexshot.cli.render.peer.PeerListView;
import org.kexshot.operation.PeerSwitch;
import picocli.CommandLine.Model.CommandSpec;

public final class PeerListCommand implements Callable<Integer> {
  private final Arguments arguments = new Arguments(this, "List the peers of this system.");
  private final OutputOptions output = new OutputOptions(arguments);

  public static CommandSpec spec() {
    return new PeerListCommand().arguments.spec();
  }

  @Override
  public Integer call() throws IOException {
    return output.show(new PeerListView(PeerSwitch.peers()));
  }
}
