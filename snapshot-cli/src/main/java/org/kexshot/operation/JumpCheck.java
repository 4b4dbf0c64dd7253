package org.kexshot.operation;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kexshot.capture.kernel.CaptureKernel;
import org.kexshot.capture.kernel.SnapshotDevice;
import org.kexshot.capture.live.CaptureLive;
import org.kexshot.kexec.Preconditions;
import org.kexshot.kexec.Preconditions.Precondition;

/**
 * What this machine has of what a jump needs, and whether its memory can be read without one.
 *
 * @param preconditions each with what to do where it is not met
 * @param liveObstacle why memory cannot be read while the system runs, and what to do; empty if it
 *     can
 */
public record JumpCheck(List<Precondition> preconditions, Optional<String> liveObstacle) {
  public JumpCheck {
    preconditions = List.copyOf(preconditions);
  }

  /**
   * Looks at the machine.
   *
   * @param memory bytes that a capture kernel is to get; empty for as much as it takes
   * @param device the snapshot device, if it is to be looked at too
   */
  public static JumpCheck of(Optional<Long> memory, Optional<String> device) throws IOException {
    long needed = memory.isPresent() ? memory.get() : CaptureKernel.usualMemory();
    List<Precondition> found = new ArrayList<>(Preconditions.check(needed));
    if (device.isPresent()) {
      found.add(SnapshotDevice.check(device.get()));
    }
    return new JumpCheck(found, CaptureLive.obstacle());
  }

  /** Whether the machine can jump. */
  public boolean isMet() {
    return preconditions.stream().allMatch(Precondition::met);
  }
}
