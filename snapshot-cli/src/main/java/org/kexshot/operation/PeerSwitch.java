package org.kexshot.operation;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.kexshot.capture.kernel.Remains;
import org.kexshot.kexec.JumpLock;
import org.kexshot.kexec.clock.JumpClock;
import org.kexshot.peer.PeerPlace;
import org.kexshot.peer.PeerPlace.Arrival;
import org.kexshot.peer.PeerState;
import org.kexshot.peer.Peers;
import org.kexshot.peer.Peers.Crossing;

/**
 * The switching between this system and its peers.
 *
 * @param keepClock whether this system's clock is left as the kernel sets it after a jump
 * @param patience how long to wait for another that loads or jumps
 */
public record PeerSwitch(boolean keepClock, Duration patience) {
  private interface Round<T> {
    T go(JumpLock lock, JumpClock clock) throws IOException;
  }

  /**
   * Goes to a peer so many times.
   *
   * @param told is told what a killed process left
   */
  public List<Crossing> to(String name, int times, Consumer<String> told) throws IOException {
    return rounds(
        times,
        lock -> Remains.clear(lock, told),
        (lock, clock) -> new Peers(lock).enter(Peers.named(name), clock));
  }

  /** Goes back from this peer so many times; returns when it was switched to again. */
  public List<Arrival> back(int times) throws IOException {
    PeerPlace place = PeerPlace.read();
    return rounds(times, lock -> {}, place::back);
  }

  /** Before the first round. */
  private interface Preparation {
    void run(JumpLock lock) throws IOException;
  }

  private <T> List<T> rounds(int times, Preparation first, Round<T> round) throws IOException {
    List<T> done = new ArrayList<>();
    try (JumpLock lock = JumpLock.take(patience)) {
      first.run(lock);
      while (done.size() < times) {
        // The counter's rate is measured from its start to the jump: one for each.
        try (JumpClock clock = JumpClock.start(keepClock)) {
          done.add(round.go(lock, clock));
        }
      }
    }
    return done;
  }

  /** All peers, by name. */
  public static List<PeerState> peers() throws IOException {
    return PeerState.all();
  }

  /** Devices that are mounted here and that another system mounted or marked. */
  public static List<String> touched() throws IOException {
    return Peers.touched();
  }

  /** Ends a peer as a loss of power would, and gives its memory back. */
  public void stop(String name, Consumer<String> told) throws IOException {
    try (JumpLock lock = JumpLock.take(patience)) {
      Remains.clear(lock, told);
      new Peers(lock).stop(Peers.named(name));
    }
  }
}
