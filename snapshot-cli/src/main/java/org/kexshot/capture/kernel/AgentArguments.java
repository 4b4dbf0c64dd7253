package org.kexshot.capture.kernel;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.kexshot.capture.channel.Handover;
import org.kexshot.capture.modules.ModuleFile;
import org.kexshot.kexec.boot.CpioArchive;

/**
 * What the capture agent is started with in B: the file {@code /agent.arguments} that process 1 has
 * {@code java} read, and the modules that it loads before it looks for the snapshot device.
 */
final class AgentArguments {
  private static final String JAVA_OPTIONS =
      String.join(
          "\n",
          "-Xms24m",
          "-Xmx24m",
          "-Xss512k",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-XX:-UsePerfData",
          "-XX:MaxDirectMemorySize=16m",
          "-Xshare:auto",
          "-Djna.boot.library.path=/agent",
          "-Djna.nounpack=true",
          "-Djna.nosys=true",
          "-cp",
          "/agent/agent.jar",
          "org.kexshot.capture.agent.Agent",
          "");

  private AgentArguments() {}

  /**
   * A cpio archive with the files, to be put behind the toolkit's.
   *
   * @param modules in the order in which they are to be loaded
   */
  static byte[] archive(Handover handover, List<ModuleFile> modules) throws IOException {
    String text = JAVA_OPTIONS + String.join("\n", handover.toArguments()) + "\n";
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    CpioArchive archive = new CpioArchive(out);
    archive.file("agent.arguments", false, text.getBytes(StandardCharsets.US_ASCII));
    archive.directory(Handover.MODULES);
    for (int i = 0; i < modules.size(); i++) {
      ModuleFile module = modules.get(i);
      archive.file(
          "%s/%03d-%s.ko".formatted(Handover.MODULES, i, module.name()), false, module.contents());
    }
    archive.finish();
    return out.toByteArray();
  }
}
