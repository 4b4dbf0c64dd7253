package org.kexshot.diff.text;

import java.util.List;
import org.kexshot.kernel.text.CodeChange;
import org.kexshot.kernel.text.PatchCause;

/**
 * Places that the kernel itself patched between two images, for one reason.
 *
 * @param cause why
 * @param count how many
 * @param examples the first of them
 */
public record PatchedSites(PatchCause cause, long count, List<CodeChange> examples) {
  public PatchedSites {
    examples = List.copyOf(examples);
  }
}
