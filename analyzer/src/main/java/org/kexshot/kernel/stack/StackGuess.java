package org.kexshot.kernel.stack;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.module.CodeRanges;
import org.kexshot.kernel.module.ModuleSymbols;

/**
 * Takes every word on a stack that points into code for a return address, as a kernel without frame
 * pointers and ORC tables does. What it finds was called at some time, but need not be called now.
 * Source: {@code arch/x86/kernel/unwind_guess.c}.
 */
final class StackGuess {
  private static final int MAX_FRAMES = 200;

  private final KernelImage image;
  private final CodeRanges code;

  StackGuess(KernelImage image, CodeRanges code) {
    this.image = image;
    this.code = code;
  }

  List<StackFrame> frames(StackMemory stack, long from) throws IOException {
    List<StackFrame> frames = new ArrayList<>();
    for (long at = Math.max(from, stack.start()); frames.size() < MAX_FRAMES; ) {
      OptionalLong word = stack.word(at);
      if (word.isEmpty()) {
        return frames;
      }
      // A call comes before what it returns to, so no function returns to its first byte.
      if (code.contains(word.getAsLong())
          && ModuleSymbols.describe(image, word.getAsLong()).contains("+")) {
        frames.add(
            new StackFrame(
                word.getAsLong(), ModuleSymbols.describe(image, word.getAsLong()), false));
      }
      at += stack.wordSize();
    }
    return frames;
  }
}
