package org.kexshot.kernel.pagecache;

import static org.kexshot.kind.Attribute.address;
import static org.kexshot.kind.Attribute.bytes;
import static org.kexshot.kind.Attribute.column;
import static org.kexshot.kind.Attribute.meaning;
import static org.kexshot.kind.Attribute.number;
import static org.kexshot.kind.Attribute.pages;
import static org.kexshot.kind.Attribute.path;
import static org.kexshot.kind.Attribute.text;
import static org.kexshot.kind.Role.BOOT_COMPARED;
import static org.kexshot.kind.Role.BOOT_IDENTITY;
import static org.kexshot.kind.Role.COMPARED;
import static org.kexshot.kind.Role.IDENTITY;
import static org.kexshot.kind.Role.INDEXED;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.NoSuchObjectException;
import org.kexshot.kernel.Problems;
import org.kexshot.kernel.structure.LinkedNodes;
import org.kexshot.kind.Listing;
import org.kexshot.kind.ObjectKind;

/**
 * Reads the files whose pages are in memory, from the lists of inodes of all file systems. Source:
 * {@code include/linux/fs.h}.
 */
public final class CachedFileList {
  /** Files whose pages are in memory. */
  public static final ObjectKind<CachedFile> KIND =
      ObjectKind.of(
          "cache",
          "cachedFiles",
          "List the files whose pages are in memory, or write one of them.",
          CachedFileList::read,
          CachedFile::path,
          List.of(
              column(">CACHED", pages("pages", CachedFile::pages, BOOT_COMPARED, INDEXED)),
              column(">SIZE", bytes("size", CachedFile::size, COMPARED, INDEXED)),
              column(
                  "TYPE",
                  meaning("of its file system", text("type", CachedFile::type, IDENTITY, INDEXED))),
              column(">INODE", number("inode", CachedFile::inode, BOOT_IDENTITY, INDEXED)),
              column(
                  ">MODE",
                  meaning("octal", text("mode", CachedFile::permissions, COMPARED, INDEXED))),
              column(">UID", number("uid", CachedFile::uid, COMPARED, INDEXED)),
              meaning("of the owner's group", number("gid", CachedFile::gid, COMPARED)),
              column("PATH", path("path", CachedFile::path, IDENTITY, BOOT_COMPARED, INDEXED)),
              meaning(
                  "tells files apart that had the same inode number one after the other",
                  number("generation", CachedFile::generation, BOOT_IDENTITY)),
              meaning(
                  "of its struct inode",
                  address("address", CachedFile::address, BOOT_IDENTITY, INDEXED))));

  private static final int PERMISSIONS = 07777;

  private final KernelImage image;
  private final InodeNames names;
  private final Problems problems = new Problems();
  private final List<CachedFile> files = new ArrayList<>();

  private CachedFileList(KernelImage image) throws IOException {
    this.image = image;
    this.names = new InodeNames(image);
  }

  /**
   * Reads all such files; block devices among them. Cost: some reads an inode in memory.
   *
   * @throws IOException if nothing can be read at all: symbols or types are missing
   */
  public static Listing<CachedFile> read(KernelImage image) throws IOException {
    CachedFileList list = new CachedFileList(image);
    list.problems.addAll(list.names.problems());
    return list.readAll();
  }

  /**
   * The file that a user means by its path, or by the address of its inode, as several may have one
   * path: System V segments without a key, memfds, files in different namespaces.
   *
   * @throws NoSuchObjectException if there is none, or several
   */
  public static CachedFile find(List<CachedFile> files, String name) throws NoSuchObjectException {
    List<CachedFile> found =
        files.stream()
            .filter(file -> file.path().equals(name) || shown(file.address()).equals(name))
            .toList();
    if (found.isEmpty()) {
      throw new NoSuchObjectException(
          "no page of a file %s is in memory; `pagecache` lists the files".formatted(name));
    }
    if (found.size() > 1) {
      throw new NoSuchObjectException(
          "%d files are called %s; name one by the address of its inode: %s"
              .formatted(
                  found.size(),
                  name,
                  found.stream()
                      .map(file -> shown(file.address()))
                      .collect(Collectors.joining(", "))));
    }
    return found.get(0);
  }

  private static String shown(long address) {
    return "0x" + Long.toHexString(address);
  }

  private Listing<CachedFile> readAll() throws IOException {
    long offset = image.offset("super_block", "s_list");
    new LinkedNodes(image.memory(), problems)
        .circular(
            "the list of file systems",
            image.symbols().require("super_blocks"),
            node -> readInodes(image.struct("super_block", node - offset)));
    return new Listing<>(files, problems.list());
  }

  private void readInodes(KernelStruct superBlock) throws IOException {
    String type = superBlock.target("s_type").text("name");
    long offset = image.offset("inode", "i_sb_list");
    new LinkedNodes(image.memory(), problems)
        .circular(
            "the list of inodes of %s at 0x%x".formatted(type, superBlock.address()),
            superBlock.addressOf("s_inodes"),
            node -> readInode(type, image.struct("inode", node - offset)));
  }

  private void readInode(String type, KernelStruct inode) throws IOException {
    Optional<KernelStruct> mapping = inode.follow("i_mapping");
    // A device's node has the pages of the device, which are told with the device.
    boolean own = mapping.isPresent() && mapping.get().pointer("host") == inode.address();
    long pages = own ? mapping.get().number("nrpages") : 0;
    if (pages > 0) {
      files.add(
          new CachedFile(
              names.name(inode),
              type,
              inode.number("i_ino"),
              inode.integer("i_mode") & PERMISSIONS,
              inode.number("i_uid.val"),
              inode.number("i_gid.val"),
              inode.number("i_generation"),
              inode.number("i_size"),
              pages,
              inode.address()));
    }
  }
}
