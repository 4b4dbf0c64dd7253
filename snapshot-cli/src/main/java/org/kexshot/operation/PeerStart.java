package org.kexshot.operation;

import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import org.kexshot.capture.kernel.Remains;
import org.kexshot.kexec.JumpLock;
import org.kexshot.kexec.clock.JumpClock;
import org.kexshot.peer.PeerPlan;
import org.kexshot.peer.PeerState;
import org.kexshot.peer.Peers;
import org.kexshot.peer.Peers.Crossing;

/**
 * The start of a peer.
 *
 * @param plan what it is to be
 * @param keepClock whether this system's clock is left as the kernel sets it after the jump
 * @param patience how long to wait for another that loads or jumps
 */
public record PeerStart(PeerPlan plan, boolean keepClock, Duration patience) {
  /** What a peer gets if the user says nothing. */
  public static final long USUAL_MEMORY = 256L << 20;

  /**
   * Puts it into memory and boots it.
   *
   * @param told is told what a killed process left
   * @return how it came back the first time
   */
  public Crossing start(Consumer<String> told) throws IOException {
    try (JumpClock clock = JumpClock.start(keepClock);
        JumpLock lock = JumpLock.take(patience)) {
      Remains.clear(lock, told);
      Peers peers = new Peers(lock);
      PeerState peer = peers.place(plan);
      boolean ran = false;
      try {
        Crossing crossing = peers.enter(peer, clock);
        ran = true;
        return crossing;
      } finally {
        if (!ran) {
          peers.stop(peer);
        }
      }
    }
  }
}
