package org.kexshot.capture.channel;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.kexshot.linux.RawDevice;

/**
 * How the agent died, as B's process 1 wrote it before it went back to A.
 *
 * @param waitStatus the status of {@code wait(2)}
 */
public record AgentExit(int waitStatus) {
  private static final String MAGIC = "KXEPITAF";

  /** Empty if process 1 wrote none since the last request. */
  public static Optional<AgentExit> readFrom(RawDevice device) throws IOException {
    ByteBuffer block =
        ByteBuffer.wrap(Block.read(device, DeviceLayout.EPITAPH)).order(ByteOrder.LITTLE_ENDIAN);
    byte[] magic = new byte[MAGIC.length()];
    block.get(magic);
    return MAGIC.equals(new String(magic, StandardCharsets.US_ASCII))
        ? Optional.of(new AgentExit(block.getInt()))
        : Optional.empty();
  }

  /** In words: {@code "was killed by signal 9"}, {@code "exited with status 1"}. */
  public String inWords() {
    int signal = waitStatus & 0x7f;
    return signal != 0
        ? "was killed by signal " + signal
        : "exited with status " + (waitStatus >> 8 & 0xff);
  }
}
