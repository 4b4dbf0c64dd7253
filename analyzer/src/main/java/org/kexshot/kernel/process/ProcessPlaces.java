package org.kexshot.kernel.process;

import java.util.List;
import java.util.Optional;

/**
 * Where a process is, of its first thread. What a kernel does not have, or could not be read, is
 * empty, and so are the directories of a process that has ended.
 *
 * @param controlGroup path in the hierarchy of version 2
 * @param legacyControlGroups of hierarchies of version 1, each as {@code cpu,cpuacct:/path}
 * @param directory its working directory, from the root of its mount namespace
 * @param root its root directory, the same way
 */
public record ProcessPlaces(
    Optional<String> controlGroup,
    Optional<List<String>> legacyControlGroups,
    Optional<String> directory,
    Optional<String> root) {
  /** Nothing is known. */
  public static final ProcessPlaces UNKNOWN =
      new ProcessPlaces(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
}
