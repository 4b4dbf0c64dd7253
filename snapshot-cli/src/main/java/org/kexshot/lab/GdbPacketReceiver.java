package org.kexshot.lab;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.kexshot.qemu.UnixSocket;

/**
 * Cuts what a debugger stub sends into packets: {@code $data#xx}, xx being the sum of the data's
 * bytes modulo 256 in hexadecimal. In the data, {@code }} means that the next byte is to be taken
 * xor 32. Acknowledgements are dropped; the local socket loses nothing, so a wrong checksum ends
 * the conversation.
 */
final class GdbPacketReceiver implements UnixSocket.Receiver {
  private enum Expect {
    START,
    DATA,
    ESCAPED,
    FIRST_DIGIT,
    SECOND_DIGIT
  }

  private final Consumer<String> packets;
  private final Consumer<IOException> end;
  private final ByteArrayOutputStream data = new ByteArrayOutputStream();
  private Expect expect = Expect.START;
  private int sum;
  private int firstDigit;

  GdbPacketReceiver(Consumer<String> packets, Consumer<IOException> end) {
    this.packets = packets;
    this.end = end;
  }

  @Override
  public void receive(ByteBuffer bytes) {
    while (bytes.hasRemaining()) {
      take(bytes.get() & 0xff);
    }
  }

  private void take(int b) {
    switch (expect) {
      case START -> {
        if (b == '$') {
          data.reset();
          sum = 0;
          expect = Expect.DATA;
        }
      }
      case DATA -> {
        if (b == '#') {
          expect = Expect.FIRST_DIGIT;
        } else {
          sum += b;
          if (b == '}') {
            expect = Expect.ESCAPED;
          } else {
            data.write(b);
          }
        }
      }
      case ESCAPED -> {
        sum += b;
        data.write(b ^ 0x20);
        expect = Expect.DATA;
      }
      case FIRST_DIGIT -> {
        firstDigit = Character.digit(b, 16);
        expect = Expect.SECOND_DIGIT;
      }
      case SECOND_DIGIT -> {
        int announced = firstDigit * 16 + Character.digit(b, 16);
        expect = Expect.START;
        if (announced == (sum & 0xff)) {
          packets.accept(data.toString(StandardCharsets.ISO_8859_1));
        } else {
          end.accept(
              new IOException(
                  String.format(
                      "QEMU's debugger stub sent a packet with checksum %02x, its bytes give %02x",
                      announced, sum & 0xff)));
        }
      }
    }
  }

  /** A packet around this text, which must need no escapes. */
  static byte[] packet(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    int sum = 0;
    for (byte b : bytes) {
      sum += b & 0xff;
    }
    return String.format("$%s#%02x", text, sum & 0xff).getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public void end(IOException reason) {
    end.accept(reason);
  }
}
