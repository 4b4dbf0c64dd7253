package org.kexshot.capture.kexec;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * What the capture agent is started with in B: the file {@code /agent.arguments} that process 1 has
 * {@code java} read.
 *
 * @param device the snapshot device's id
 */
record AgentArguments(UUID device) {
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

  /**
   * A cpio archive with the file, to be put behind the toolkit's.
   *
   * @param leave physical address of purgatory's {@code leave}
   * @param returnAddress physical address of its {@code a_entry}
   * @param parameterPage physical address of its parameter page
   */
  byte[] archive(long leave, long returnAddress, long parameterPage, int gdtDescriptorOffset)
      throws IOException {
    String text =
        JAVA_OPTIONS
            + "%s\n0x%x\n0x%x\n0x%x\n%d\n"
                .formatted(device, leave, returnAddress, parameterPage, gdtDescriptorOffset);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    CpioArchive archive = new CpioArchive(out);
    archive.file("agent.arguments", false, text.getBytes(StandardCharsets.US_ASCII));
    archive.finish();
    return out.toByteArray();
  }
}
