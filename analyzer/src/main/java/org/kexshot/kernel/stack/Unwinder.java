package org.kexshot.kernel.stack;

import java.io.IOException;
import java.util.Optional;

/** Finds the caller of a function from the place where it stands. */
interface Unwinder {
  /**
   * Where a function stands.
   *
   * @param ip the instruction that comes next
   * @param sp the stack pointer
   * @param bp the frame pointer's register, whatever it holds
   * @param returned whether {@code ip} is an address that a call left behind, so that the call
   *     itself lies before it; false where an interrupt stopped the function
   */
  record Place(long ip, long sp, long bp, boolean returned) {}

  /** What a step came to. */
  record Step(Optional<Place> caller, Optional<String> problem) {
    static Step to(Place caller) {
      return new Step(Optional.of(caller), Optional.empty());
    }

    /** The outermost call. */
    static Step end() {
      return new Step(Optional.empty(), Optional.empty());
    }

    static Step lost(String problem, Object... values) {
      return new Step(Optional.empty(), Optional.of(problem.formatted(values)));
    }
  }

  /** Steps to the caller. */
  Step step(StackMemory stack, Place place) throws IOException;
}
