package org.kexshot.capture.kexec;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.kexshot.capture.channel.Handover;

/**
 * What the capture agent is started with in B: the file {@code /agent.arguments} that process 1 has
 * {@code java} read.
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

  /** A cpio archive with the file, to be put behind the toolkit's. */
  static byte[] archive(Handover handover) throws IOException {
    String text = JAVA_OPTIONS + String.join("\n", handover.toArguments()) + "\n";
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    CpioArchive archive = new CpioArchive(out);
    archive.file("agent.arguments", false, text.getBytes(StandardCharsets.US_ASCII));
    archive.finish();
    return out.toByteArray();
  }
}
