package org.kexshot.hibernate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.kexshot.kexec.Preconditions;

/**
 * Whether this kernel relies on what its free pages hold. It does where it clears or poisons them
 * as they are freed: {@code init_on_free} and {@code page_poison} of {@code
 * Documentation/admin-guide/kernel-parameters.txt}. Elsewhere a resumed system may find anything in
 * them.
 */
final class FreePages {
  private static final List<String> ON = List.of("1", "on", "y", "yes");

  private FreePages() {}

  static boolean areReliedOn() throws IOException {
    String[] words = Files.readString(Path.of("/proc/cmdline")).strip().split("\\s+");
    boolean cleared = Preconditions.isBuiltWith("CONFIG_INIT_ON_FREE_DEFAULT_ON");
    boolean poisoned = false;
    for (String word : words) {
      String value = word.substring(word.indexOf('=') + 1);
      if (word.startsWith("init_on_free=")) {
        cleared = ON.contains(value);
      } else if (word.startsWith("page_poison=")) {
        poisoned = ON.contains(value);
      }
    }
    return cleared || poisoned;
  }
}
