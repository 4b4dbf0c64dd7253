package org.kexshot.peer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kexshot.address.Page;
import org.kexshot.kexec.ImageSlot;
import org.kexshot.kexec.Jump;
import org.kexshot.kexec.JumpLock;
import org.kexshot.kexec.KernelLayouts;
import org.kexshot.kexec.OwnImage;
import org.kexshot.kexec.RunningKernel;
import org.kexshot.kexec.clock.ClockSignal;
import org.kexshot.kexec.clock.JumpClock;
import org.kexshot.linux.KexecSegment;
import org.kexshot.linux.SystemCalls;

/**
 * Where in memory the running system lies as a peer of another, by the words that the other put on
 * its command line. Addresses are physical.
 *
 * @param leave purgatory's entry by which it goes back
 * @param parameterPage the one segment of the image for that
 * @param signalPage where the other system leaves what its clock shows
 * @param panic how a panic goes back
 */
public record PeerPlace(
    String name, long leave, long parameterPage, long signalPage, PanicReturn panic) {
  static final String NAME = "KEXSHOT_PEER";
  static final String LEAVE = "KEXSHOT_LEAVE";
  static final String PARAMETERS = "KEXSHOT_PARAMETERS";
  static final String SIGNAL = "KEXSHOT_SIGNAL";
  static final String PANIC = "KEXSHOT_PANIC";
  static final String DISKS = "KEXSHOT_DISKS";

  private static final int SIGNAL_SIZE = 64;

  /**
   * Back in the peer.
   *
   * @param jump as this system sees it: away, and here again
   * @param wayHere from when the other system was about to jump until this one ran; empty where the
   *     time-stamp counter cannot be used
   * @param behind by how much this clock was behind the other's; empty where it is not known
   * @param remark why it was not put right
   * @param panicRemark why a panic of this system would not bring the other back
   */
  public record Arrival(
      Jump jump,
      Optional<Duration> wayHere,
      Optional<Duration> behind,
      Optional<String> remark,
      Optional<String> panicRemark) {}

  /**
   * That of the running system.
   *
   * @throws PeerException if it is no peer
   */
  public static PeerPlace read() throws IOException {
    return of(Files.readString(Path.of("/proc/cmdline")))
        .orElseThrow(
            () ->
                new PeerException(
                    "this system is no peer: /proc/cmdline has no KEXSHOT_PEER; to go to one, run"
                        + " `kexshot peer switch NAME`"));
  }

  /** By a command line; empty if it is none of a peer. */
  static Optional<PeerPlace> of(String commandLine) {
    Map<String, String> values = new HashMap<>();
    for (String word : Arrays.asList(commandLine.strip().split("\\s+"))) {
      int equals = word.indexOf('=');
      if (equals > 0) {
        values.put(word.substring(0, equals), word.substring(equals + 1));
      }
    }
    if (!values.keySet().containsAll(List.of(NAME, LEAVE, PARAMETERS, SIGNAL, PANIC))) {
      return Optional.empty();
    }
    return Optional.of(
        new PeerPlace(
            values.get(NAME),
            Long.decode(values.get(LEAVE)),
            Long.decode(values.get(PARAMETERS)),
            Long.decode(values.get(SIGNAL)),
            PanicReturn.of(values.get(PANIC))));
  }

  /** Goes back to the other system; returns when that has switched here again. */
  public Arrival back(JumpLock lock, JumpClock clock) throws IOException {
    RunningKernel kernel = RunningKernel.read();
    KernelLayouts layouts = KernelLayouts.read(kernel.architecture());
    ImageSlot slot = ImageSlot.find(kernel.symbols(), layouts);
    Optional<String> panicRemark = panic.prepare(kernel.architecture(), kernel.memory());
    long descriptor = kernel.savedContext() + layouts.offset("saved_context", "gdt_desc");
    ByteBuffer parameters =
        ByteBuffer.allocateDirect(2 * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    parameters.putLong(descriptor).putLong(clock.read().counter()).flip();
    KexecSegment segment = new KexecSegment(parameters, parameterPage, Page.SIZE);
    Jump jump =
        Jump.once(lock, slot, OwnImage.Purpose.PEER, leave, segment, clock, Jump.Preparation.NONE);
    return arrived(jump, clock, panicRemark);
  }

  private Arrival arrived(Jump jump, JumpClock clock, Optional<String> panicRemark) {
    long now = clock.read().counter();
    try {
      Optional<ClockSignal> signal =
          ClockSignal.decode(SystemCalls.readPhysicalPage(signalPage, SIGNAL_SIZE));
      if (signal.isEmpty()) {
        return new Arrival(
            jump,
            Optional.empty(),
            Optional.empty(),
            Optional.of("the other system told no time"),
            panicRemark);
      }
      Optional<Duration> behind = clock.follow(signal.get());
      return new Arrival(
          jump,
          behind.map(known -> signal.get().between(signal.get().counter(), now)),
          behind,
          Optional.empty(),
          panicRemark);
    } catch (IOException e) {
      return new Arrival(
          jump, Optional.empty(), Optional.empty(), Optional.of(e.getMessage()), panicRemark);
    }
  }
}
