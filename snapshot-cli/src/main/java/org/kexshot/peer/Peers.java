package org.kexshot.peer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.kexshot.address.Page;
import org.kexshot.kexec.ImageSlot;
import org.kexshot.kexec.Jump;
import org.kexshot.kexec.JumpLock;
import org.kexshot.kexec.KernelLayouts;
import org.kexshot.kexec.LentMemory;
import org.kexshot.kexec.OwnImage;
import org.kexshot.kexec.Preconditions;
import org.kexshot.kexec.RunningKernel;
import org.kexshot.kexec.boot.BootProtocol;
import org.kexshot.kexec.boot.BzImage;
import org.kexshot.kexec.clock.ClockSignal;
import org.kexshot.kexec.clock.JumpClock;
import org.kexshot.linux.KexecSegment;
import org.kexshot.linux.SystemCalls;

/**
 * Puts peers into memory, goes to them and ends them. Each lies in lent memory with a purgatory of
 * its own; the kernel's one image is loaded for the jump alone, a page, so that peers take turns.
 */
public final class Peers {
  private final JumpLock lock;

  /**
   * @param lock that nobody else loads or jumps
   */
  public Peers(JumpLock lock) {
    this.lock = lock;
  }

  /**
   * A way to a peer and back.
   *
   * @param wayBack from when the peer was about to jump until this system ran; empty where the
   *     time-stamp counter cannot be used
   * @param touched mounted devices that another mounted meanwhile
   */
  public record Crossing(
      PeerState peer, Jump jump, Optional<Duration> wayBack, List<String> touched) {
    public Crossing {
      touched = List.copyOf(touched);
    }
  }

  /** A peer by its name. */
  public static PeerState named(String name) throws IOException {
    return PeerState.read(name)
        .orElseThrow(
            () ->
                new PeerException(
                    "there is no peer %s; `kexshot peer list` names those there are"
                        .formatted(name)));
  }

  /**
   * Puts a peer into memory; {@link #enter} boots it.
   *
   * @throws PeerException if it is not as it must be
   * @throws org.kexshot.kexec.NotLentException if there is not so much memory in one piece
   */
  public PeerState place(PeerPlan plan) throws IOException {
    Preconditions.requireJump();
    requireFreeSlot();
    plan.check();
    BzImage kernel = BzImage.open(plan.kernel());
    RunningKernel running = RunningKernel.read();
    requireAlike(kernel, running);
    ByteBuffer initrd = contents(plan.initrd());
    return lock.uncut(() -> place(plan, kernel, running, initrd));
  }

  private PeerState place(PeerPlan plan, BzImage kernel, RunningKernel running, ByteBuffer initrd)
      throws IOException {
    long gdt =
        running.savedContext()
            + KernelLayouts.read(running.architecture()).offset("saved_context", "gdt_desc");
    long limit =
        Math.min(
            BootProtocol.of(running.architecture()).memoryEnd(), kernel.highestInitrdAddress() + 1);
    PeerImage.requireRoom(
        kernel, initrd.remaining(), plan.memory(), plan.memory() - initrd.remaining());
    LentMemory lent =
        LentMemory.borrow(plan.memory(), kernel.alignment(), limit, LentMemory.LONG_SEARCH);
    boolean placed = false;
    try (lent) {
      DeviceGuard guard = DeviceGuard.of(plan.disks(), plan.networks());
      PeerImage image =
          PeerImage.build(running, kernel, initrd, plan, guard, lent.ticket().range(), gdt);
      image.contents().forEach(lent::write);
      PeerState state =
          new PeerState(
              plan.name(),
              plan.kernel().toString(),
              kernel.release(),
              plan.disks(),
              plan.networks(),
              guard.keptAway(),
              guard.withinReach(),
              lent.ticket(),
              image.enter(),
              image.signalPage(),
              image.returnWord(),
              image.counterWord(),
              image.lostWord(),
              image.commandLine(),
              Instant.now());
      state.write();
      placed = true;
      return state;
    } finally {
      if (!placed) {
        LentMemory.giveBack(lent.ticket());
      }
    }
  }

  private static ByteBuffer contents(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      if (channel.size() > Integer.MAX_VALUE) {
        throw new PeerException(
            "%s: %d bytes, an initial file system of less than 2 GiB expected"
                .formatted(file, channel.size()));
      }
      ByteBuffer bytes = ByteBuffer.allocateDirect((int) channel.size());
      while (bytes.hasRemaining() && channel.read(bytes) >= 0) {}
      return bytes.flip();
    }
  }

  private static void requireAlike(BzImage kernel, RunningKernel running) throws IOException {
    if (kernel.architecture() != running.architecture()) {
      throw new PeerException(
          "%s is for %s, this system's kernel for %s: a jump cannot change that"
              .formatted(kernel.file(), kernel.architecture(), running.architecture()));
    }
    if (running.pagingLevels() == 5 && !kernel.hasFiveLevels()) {
      throw new PeerException(
          kernel.file() + " cannot run on page tables of five levels, as this system does");
    }
    if (running.isEncrypted()) {
      throw new PeerException(
          "the processor encrypts this machine's memory (SME or SEV), which a peer cannot share");
    }
  }

  /** A capture kernel's image, once unloaded, would have to boot again. */
  private static void requireFreeSlot() throws IOException {
    OwnImage.requireNoForeign();
    OwnImage.requireNoneBut(OwnImage.Purpose.PEER);
  }

  /**
   * Goes to a peer: boots it the first time, and else lets it go on. Returns when it has come back.
   *
   * @param clock started a little before, with no jump since
   * @throws PeerException if it did not run, or panicked and so is lost; this system goes on
   */
  public Crossing enter(PeerState peer, JumpClock clock) throws IOException {
    requireFreeSlot();
    PeerPlan.requireFree(peer.name(), peer.disks());
    RunningKernel running = RunningKernel.read();
    ImageSlot slot = ImageSlot.find(running.symbols(), KernelLayouts.read(running.architecture()));
    int wordSize = running.architecture().pointerSize();
    SystemCalls.sync();
    MountedDisks before = MountedDisks.read();
    try (LentMemory memory = LentMemory.of(peer.lent())) {
      memory.hold();
      requireNotLost(peer, memory);
      long leftBefore = word(memory, peer.counterWord(), Long.BYTES);
      Optional<ClockSignal> signal = clock.signal();
      Jump jump = jump(peer, slot, signal, clock);
      long now = clock.read().counter();
      if (isLost(peer, memory)) {
        IdleDevices.stop();
      }
      requireNotLost(peer, memory);
      long left = word(memory, peer.counterWord(), Long.BYTES);
      if (word(memory, peer.returnWord(), wordSize) == 0 || left == leftBefore) {
        throw new PeerException(
            "the peer %s did not run: what was put into its memory is damaged (SHA-256), or it never told where its GDT lies; `kexshot peer stop %s`, and start it again"
                .formatted(peer.name(), peer.name()));
      }
      return new Crossing(
          peer,
          jump,
          signal.map(sent -> sent.between(left, now)),
          before.changedIn(MountedDisks.read()));
    }
  }

  private static boolean isLost(PeerState peer, LentMemory memory) {
    return word(memory, peer.lostWord(), Integer.BYTES) != 0;
  }

  private static void requireNotLost(PeerState peer, LentMemory memory) throws PeerException {
    if (isLost(peer, memory)) {
      throw new PeerException(
          "the peer %1$s panicked, and this system goes on: what ran in it and what it had not written to its disks is lost; `kexshot peer stop %1$s`, and start it again"
              .formatted(peer.name()));
    }
  }

  private Jump jump(PeerState peer, ImageSlot slot, Optional<ClockSignal> signal, JumpClock clock)
      throws IOException {
    KexecSegment segment =
        new KexecSegment(ClockSignal.encode(signal), peer.signalPage(), Page.SIZE);
    return Jump.once(
        lock, slot, OwnImage.Purpose.PEER, peer.enter(), segment, clock, Jump.Preparation.NONE);
  }

  private static long word(LentMemory memory, long address, int size) {
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    memory.read(address, bytes.limit(size));
    return bytes.clear().getLong();
  }

  /** Devices that are mounted here and that another system mounted or marked. */
  public static List<String> touched() throws IOException {
    return MountedDisks.touched();
  }

  /** Ends a peer as a loss of power would, and gives its memory back. */
  public void stop(PeerState peer) throws IOException {
    lock.uncut(
        () -> {
          peer.delete();
          LentMemory.giveBack(peer.lent());
          return true;
        });
  }
}
