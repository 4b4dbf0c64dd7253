package org.kexshot.operation;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Where a dump is read from.
 *
 * @param files one, or those of a split set
 * @param name what the user calls them
 */
record DumpSource(List<Path> files, String name) {
  /** Files that are called by their own names. */
  static DumpSource of(List<Path> files) {
    return new DumpSource(
        files, files.stream().map(Path::toString).collect(Collectors.joining(",")));
  }
}
