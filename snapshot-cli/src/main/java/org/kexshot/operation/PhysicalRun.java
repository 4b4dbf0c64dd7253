package org.kexshot.operation;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.kexshot.capture.kernel.Remains;
import org.kexshot.kexec.JumpLock;
import org.kexshot.kexec.clock.JumpClock;
import org.kexshot.physical.PhysicalException;
import org.kexshot.physical.PhysicalProgram;
import org.kexshot.physical.ProgramResult;
import org.kexshot.physical.ProgramRun;
import org.kexshot.physical.ProgramRun.Finished;

/**
 * The running of a program in physical mode, while this machine stands still.
 *
 * @param program the program
 * @param limit after which it is ended; zero for never
 * @param keepClock whether the machine's clock is left as the kernel sets it after the jump
 * @param patience how long to wait for another that loads or jumps
 */
public record PhysicalRun(
    PhysicalProgram program, Duration limit, boolean keepClock, Duration patience) {
  /** Long enough for a call of the BIOS, and shorter than a hardware watchdog's patience. */
  public static final Duration USUAL_LIMIT = Duration.ofSeconds(10);

  /**
   * Runs it so many times, each after its own jump and with its own input, until it does not
   * return.
   *
   * @param told is told what a killed process left
   * @return how each run ended, at least one
   * @throws PhysicalException if it was not run, since nothing would end it
   */
  public List<Finished> times(int times, Consumer<String> told) throws IOException {
    List<Finished> runs = new ArrayList<>();
    try (JumpLock lock = JumpLock.take(patience)) {
      Remains.clear(lock, told);
      try (ProgramRun run = ProgramRun.prepare(lock, program, limit)) {
        do {
          Finished finished = timed(run);
          requireGuarded(finished.result());
          runs.add(finished);
        } while (runs.size() < times
            && runs.get(runs.size() - 1).result().end() == ProgramResult.End.RETURNED);
      }
    }
    return runs;
  }

  /**
   * With a clock of its own: the system's time stands still in each run, so that one which was
   * started before an earlier run would measure the counter's rate wrong.
   */
  private Finished timed(ProgramRun run) throws IOException {
    try (JumpClock clock = JumpClock.start(keepClock)) {
      return run.run(clock);
    }
  }

  /**
   * Runs it once.
   *
   * @throws PhysicalException unless it returned
   */
  public Finished once(Consumer<String> told) throws IOException {
    Finished finished = times(1, told).get(0);
    ProgramResult result = finished.result();
    switch (result.end()) {
      case FAULTED ->
          throw new PhysicalException(
              "the program ended by %s at 0x%x".formatted(result.exception(), result.address()));
      case TIMED_OUT ->
          throw new PhysicalException(
              "the program did not return within %d s; it was at 0x%x"
                  .formatted(limit.toSeconds(), result.address()));
      default -> {
        return finished;
      }
    }
  }

  private static void requireGuarded(ProgramResult result) throws PhysicalException {
    if (result.end() == ProgramResult.End.UNGUARDED) {
      throw new PhysicalException(
          "the machine's timer makes no interrupts in physical mode, so that a program that hangs"
              + " would never be ended: nothing was run; --limit 0 runs it all the same");
    }
  }
}
