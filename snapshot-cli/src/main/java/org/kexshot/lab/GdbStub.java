package org.kexshot.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kexshot.qemu.Mailbox;
import org.kexshot.qemu.UnixSocket;

/**
 * A client of QEMU's debugger stub (GDB's remote serial protocol): stops a machine at an
 * instruction and looks at it. Connecting pauses the guest and closing lets it go on. One thread at
 * a time.
 *
 * <p>Addresses are linear addresses, translated by the page tables of the processor that was chosen
 * or had stopped.
 */
public final class GdbStub implements AutoCloseable {
  private static final Duration ANSWER = Duration.ofSeconds(30);

  /** The instruction {@code hlt}. */
  private static final byte HALT = (byte) 0xf4;

  /** Bytes of memory in one packet; QEMU's own limit is about 2 KiB. */
  private static final int CHUNK = 1024;

  private final Mailbox<String> packets = new Mailbox<>();
  private final GuestRegisters registers;
  private final UnixSocket socket;

  private GdbStub(Path path, GuestRegisters registers) throws IOException {
    this.registers = registers;
    this.socket = UnixSocket.connect(path, new GdbPacketReceiver(packets::put, packets::end));
  }

  static GdbStub connect(Path path, GuestRegisters registers) throws IOException {
    GdbStub stub = new GdbStub(path, registers);
    try {
      stub.synchronise();
      return stub;
    } catch (IOException e) {
      stub.socket.close();
      throw e;
    }
  }

  /**
   * Lets the guest run until a processor is about to execute the instruction at {@code address}.
   *
   * @return the number of that processor, from 0; or nothing when none got there in time, and then
   *     the guest is paused wherever it is
   */
  public Optional<Integer> runTo(long address, Duration timeout) throws IOException {
    setBreakpoint(address);
    try {
      proceed();
      return awaitStop(timeout);
    } finally {
      removeBreakpoint(address);
    }
  }

  /** Sets a hardware breakpoint: the guest's memory is not changed. */
  public void setBreakpoint(long address) throws IOException {
    expectOk(String.format("Z1,%x,1", address));
  }

  public void removeBreakpoint(long address) throws IOException {
    expectOk(String.format("z1,%x,1", address));
  }

  /**
   * Lets all processors go on. A breakpoint at the current instruction would stop it again at once.
   */
  public void proceed() throws IOException {
    synchronise();
    send("c");
  }

  /**
   * Waits until a breakpoint stops the guest.
   *
   * @return the number of the processor that stopped, from 0; or nothing when none did in time, and
   *     then the guest is paused wherever it is
   */
  public Optional<Integer> awaitStop(Duration timeout) throws IOException {
    Optional<String> stop = receive(timeout);
    if (stop.isPresent()) {
      return Optional.of(processorOf(stop.get()));
    }
    socket.write(new byte[] {3});
    if (receive(ANSWER).isEmpty()) {
      throw new GuestException("QEMU's debugger stub did not stop the guest");
    }
    return Optional.empty();
  }

  /** The numbers of all processors, from 0. */
  public List<Integer> processors() throws IOException {
    List<Integer> numbers = new ArrayList<>();
    String answer = ask("qfThreadInfo");
    while (answer.startsWith("m")) {
      for (String thread : answer.substring(1).split(",")) {
        numbers.add(Integer.parseInt(thread.substring(thread.indexOf('.') + 1), 16) - 1);
      }
      answer = ask("qsThreadInfo");
    }
    return numbers;
  }

  /** Chooses the processor, from 0, whose registers and page tables the next calls mean. */
  public void choose(int processor) throws IOException {
    expectOk(String.format("Hg%x", processor + 1));
  }

  /** The chosen processor's registers by name, as unsigned values. */
  public Map<String, Long> registers() throws IOException {
    return registers.parse(bytes("g", ask("g")));
  }

  /** Sets one of the chosen processor's registers, by writing all of them back. */
  public void setRegister(String name, long value) throws IOException {
    byte[] values = bytes("g", ask("g"));
    registers.set(values, name, value);
    expectOk("G" + HexFormat.of().formatHex(values));
  }

  /** Bytes at a linear address; {@code length} is what an array holds. */
  public byte[] read(long address, int length) throws IOException {
    byte[] result = new byte[length];
    for (int at = 0; at < length; at += CHUNK) {
      int count = Math.min(CHUNK, length - at);
      String request = String.format("m%x,%x", address + at, count);
      byte[] chunk = bytes(request, ask(request));
      if (chunk.length != count) {
        throw new GuestException(
            String.format("the guest has no memory at %#x", address + at + chunk.length));
      }
      System.arraycopy(chunk, 0, result, at, count);
    }
    return result;
  }

  /**
   * Whether the chosen processor stands behind a {@code hlt}: where interrupts are off as well, it
   * runs no more.
   */
  public boolean isBehindHalt() throws IOException {
    return read(registers().get(registers.instructionPointer()) - 1, 1)[0] == HALT;
  }

  private static int processorOf(String stop) throws GuestException {
    return Arrays.stream(stop.split("[;T]"))
        .filter(part -> part.contains("thread:"))
        .map(part -> part.substring(part.indexOf("thread:") + "thread:".length()))
        .map(thread -> thread.startsWith("p") ? thread.substring(thread.indexOf('.') + 1) : thread)
        .map(thread -> Integer.parseInt(thread, 16) - 1)
        .findFirst()
        .orElseThrow(() -> new GuestException("the guest stopped for an unknown reason: " + stop));
  }

  private static byte[] bytes(String request, String answer) throws GuestException {
    if (answer.startsWith("E")) {
      throw new GuestException("QEMU's debugger stub refused " + request + ": " + answer);
    }
    return HexFormat.of().parseHex(answer);
  }

  private void expectOk(String request) throws IOException {
    String answer = ask(request);
    if (!answer.equals("OK")) {
      throw new GuestException("QEMU's debugger stub refused " + request + ": " + answer);
    }
  }

  /** Makes sure that the stub is there, and takes all it has said so far. */
  private void synchronise() throws IOException {
    ask("qAttached");
  }

  /**
   * The answer to a request; reports of stops on the way, such as that of connecting, are passed
   * over.
   */
  private String ask(String request) throws IOException {
    send(request);
    while (true) {
      String packet =
          receive(ANSWER)
              .orElseThrow(
                  () -> new GuestException("QEMU's debugger stub did not answer " + request));
      if (!packet.startsWith("T")) {
        return packet;
      }
    }
  }

  private void send(String request) throws IOException {
    socket.write(GdbPacketReceiver.packet(request));
  }

  /** The next packet, acknowledged. */
  private Optional<String> receive(Duration timeout) throws IOException {
    Optional<String> packet = packets.poll(timeout);
    if (packet.isPresent()) {
      socket.write(new byte[] {'+'});
    }
    return packet;
  }

  @Override
  public void close() throws IOException {
    try {
      send("D");
      receive(Duration.ofSeconds(5));
    } finally {
      socket.close();
    }
  }
}
