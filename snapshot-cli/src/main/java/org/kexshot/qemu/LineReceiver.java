package org.kexshot.qemu;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Cuts what comes in into lines, without their ends; carriage returns are dropped. */
public final class LineReceiver implements UnixSocket.Receiver {
  /** No message has so many bytes; who sends more is not whom he is taken for. */
  private static final int LONGEST = 64 << 20;

  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final Consumer<String> lines;
  private final Consumer<IOException> end;

  public LineReceiver(Consumer<String> lines, Consumer<IOException> end) {
    this.lines = lines;
    this.end = end;
  }

  @Override
  public void receive(ByteBuffer bytes) {
    while (bytes.hasRemaining()) {
      byte b = bytes.get();
      if (b == '\n') {
        lines.accept(line.toString(StandardCharsets.UTF_8));
        line.reset();
      } else if (b != '\r') {
        add(b);
      }
    }
  }

  private void add(byte b) {
    line.write(b);
    if (line.size() == LONGEST) {
      end.accept(new IOException("a line of more than %d bytes came".formatted(LONGEST)));
      line.reset();
    }
  }

  @Override
  public void end(IOException reason) {
    end.accept(reason);
  }
}
