package org.kexshot.kernel.process;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.PartialItem;
import org.kexshot.kernel.cgroup.GroupsOfTask;
import org.kexshot.kernel.cgroup.TaskControlGroups;
import org.kexshot.kernel.fs.Paths;

/**
 * Reads where processes are. Kernel threads share what they have of this, which is read once. Cost:
 * two reads a process, and some forty for each set of groups and of directories. Source: {@code
 * include/linux/fs_struct.h}, {@code kernel/cgroup/cgroup.c}.
 */
final class ProcessPlacesReader {
  private record Place(long mount, long entry) {
    /**
     * As a record's, for which the runtime would first generate code: a tenth of a short command.
     */
    @Override
    public int hashCode() {
      return 31 * Long.hashCode(mount) + Long.hashCode(entry);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Place place && place.mount == mount && place.entry == entry;
    }
  }

  private final TaskControlGroups groups;
  private final Paths paths;
  private final Map<Place, String> known = new HashMap<>();

  ProcessPlacesReader(KernelImage image) {
    this.groups = new TaskControlGroups(image);
    this.paths = new Paths(image);
  }

  /**
   * Reads those of a process.
   *
   * @param leader its first thread
   */
  ProcessPlaces read(KernelStruct leader, PartialItem parts) {
    Optional<GroupsOfTask> in =
        parts.read("control groups", () -> groups.of(leader)).flatMap(found -> found);
    Optional<KernelStruct> directories =
        leader.has("fs")
            ? parts.read("directories", () -> leader.follow("fs")).flatMap(found -> found)
            : Optional.empty();
    return new ProcessPlaces(
        in.flatMap(GroupsOfTask::unified),
        in.map(GroupsOfTask::legacy),
        directories.flatMap(of -> parts.read("the directory", () -> path(of, "pwd"))),
        directories.flatMap(of -> parts.read("the root directory", () -> path(of, "root"))));
  }

  private String path(KernelStruct directories, String which) throws IOException {
    KernelStruct path = directories.embedded(which);
    Place place = new Place(path.pointer("mnt"), path.pointer("dentry"));
    String name = known.get(place);
    if (name == null) {
      name = paths.of(path);
      known.put(place, name);
    }
    return name;
  }
}
