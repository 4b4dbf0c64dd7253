package org.kexshot.kernel.cpu;

import java.util.Optional;

/**
 * A processor that the machine has.
 *
 * @param number of the kernel's
 * @param online whether the kernel uses it; one that it stopped for a snapshot is online, since it
 *     goes on after it
 * @param model as it names itself; empty if it never ran or the image does not tell
 * @param microcode revision that it runs, hexadecimal; empty as the model
 */
public record Processor(
    int number, boolean online, Optional<String> model, Optional<String> microcode) {
  String title() {
    return "cpu %d %s".formatted(number, shownState());
  }

  String shownState() {
    return online ? "online" : "offline";
  }
}
