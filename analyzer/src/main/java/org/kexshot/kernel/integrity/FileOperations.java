package org.kexshot.kernel.integrity;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.module.Module;
import org.kexshot.kernel.pagecache.InodeNames;

/**
 * Checks which tables of operations the files in memory have: those of procfs one of the kernel's
 * own, whoever made the file ({@code proc_get_inode} in {@code fs/proc/inode.c}); all others none
 * of a module that hides. Cost: three reads an inode in memory.
 */
final class FileOperations {
  private static final List<String> TABLES = List.of("i_fop", "i_op");

  private final Inspection inspection;
  private final KernelImage image;
  private Optional<InodeNames> names = Optional.empty();

  FileOperations(Inspection inspection) {
    this.inspection = inspection;
    this.image = inspection.image();
  }

  void check() throws IOException {
    OptionalLong systems = image.symbols().findData("super_blocks");
    if (systems.isPresent() && image.types().findStruct("super_block").isPresent()) {
      long offset = image.offset("super_block", "s_list");
      inspection
          .lists()
          .circular(
              "the list of file systems",
              systems.getAsLong(),
              node -> check(image.struct("super_block", node - offset)));
    }
  }

  private void check(KernelStruct superBlock) throws IOException {
    String type = superBlock.target("s_type").text("name");
    long offset = image.offset("inode", "i_sb_list");
    inspection
        .lists()
        .circular(
            "the list of inodes of %s at 0x%x".formatted(type, superBlock.address()),
            superBlock.addressOf("s_inodes"),
            node -> check(type.equals("proc"), image.struct("inode", node - offset)));
  }

  private void check(boolean ownTables, KernelStruct inode) throws IOException {
    inspection.looked(Subject.FILES, 1);
    for (String member : TABLES) {
      long table = inode.pointer(member);
      if (table != 0 && !isRight(ownTables, table)) {
        inspection.leads(
            FindingType.OPERATION,
            "%s: %s".formatted(name(inode), member),
            inode.addressOf(member),
            table,
            ownTables ? "a table of the kernel" : "a table of the kernel or a module");
      }
    }
  }

  /** The file's path; its number where that cannot be read, which hides no finding. */
  private String name(KernelStruct inode) throws IOException {
    try {
      if (names.isEmpty()) {
        names = Optional.of(new InodeNames(image));
      }
      return names.get().name(inode);
    } catch (IOException unknown) {
      return "inode %d".formatted(inode.number("i_ino"));
    }
  }

  private boolean isRight(boolean ownTables, long table) {
    if (ownTables) {
      return inspection.targets().code().isKernelImage(table);
    }
    Optional<Module> module = inspection.targets().code().module(table);
    return module.isEmpty() || !module.get().hidden();
  }
}
