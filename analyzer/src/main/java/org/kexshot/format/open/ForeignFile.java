package org.kexshot.format.open;

import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.kexshot.io.ByteRegion;

/**
 * A kind of file that is often taken for a memory image, or is one that is not read, by the bytes
 * that each of them has. Sources: {@code lkcd_dump_v8.h}, {@code diskdump.h}, {@code sadump.h} and
 * {@code vmware_vmss.h} of crash, {@code migration/savevm.c} of QEMU, {@code qemu_saveimage.h} of
 * libvirt, {@code libxc} and {@code xl} of Xen, {@code sparse_format.h} of Android, libewf's
 * documentation, and the file formats' own specifications.
 *
 * @param offset of the bytes in the file
 * @param magic the bytes, in hexadecimal
 * @param words what it is and what to do, after "FILE: "
 */
record ForeignFile(int offset, String magic, String words) {
  private static final String CONVERT_QEMU =
      "; let QEMU write what is read here: virsh dump --memory-only, or dump-guest-memory";

  private static final List<ForeignFile> KNOWN =
      List.of(
          at0("1f8b", packed("gzip", "gzip -dk FILE")),
          at0("fd377a585a00", packed("xz", "xz -dk FILE")),
          at0("28b52ffd", packed("zstd", "zstd -d FILE")),
          at0("425a68", packed("bzip2", "bzip2 -dk FILE")),
          at0("04224d18", "packed by lz4; unpack it: lz4 -d FILE"),
          at0("894c5a4f000d0a1a0a", "packed by lzop; unpack it: lzop -d FILE"),
          at0("7801", "packed by zlib; unpack it"),
          at0("785e", "packed by zlib; unpack it"),
          at0("789c", "packed by zlib; unpack it"),
          at0("78da", "packed by zlib; unpack it"),
          at0("504b0304", "a zip archive, as AFF4 images are too; unpack it"),
          at0("377abcaf271c", "a 7z archive; unpack it"),
          new ForeignFile(257, "7573746172", "a tar archive; unpack it"),
          at0("ed238f61730119a8", "a dump of LKCD, which is not read"),
          at0("cd238f61730119a8", "a live dump of LKCD, which is not read"),
          at0("a8190173618f23fd", "a stand-alone dump of s390, which is not read"),
          at0(text("DISKDUMP"), "a dump of diskdump, which is not read"),
          at0("736164756d700000", "a dump of sadump; makedumpfile converts it to kdump-compressed"),
          at0(
              text("QEVM"),
              "the state of a virtual machine that QEMU saved (savevm, migrate)" + CONVERT_QEMU),
          at0(
              text("LibvirtQemudSave"),
              "the state of a virtual machine that virsh saved" + CONVERT_QEMU),
          at0(
              text("LibvirtQemudPart"),
              "an unfinished state of a virtual machine that virsh saved" + CONVERT_QEMU),
          at0("d0bed0be", vmware("state")),
          at0("d0bed2be", vmware("state")),
          at0("d1bad1ba", vmware("state")),
          at0("d2bed2be", vmware("state")),
          at0("d3bed3be", vmware("state")),
          at0("d2bad2ba", vmware("state")),
          at0(text("KDMV"), vmware("disk")),
          at0(text("PAGEDUMP"), "a crash dump of Windows; images of Linux are read"),
          at0(text("PAGEDU64"), "a crash dump of Windows; images of Linux are read"),
          at0(text("MDMP"), "a minidump of Windows; images of Linux are read"),
          at0(text("HIBR"), "a hibernation file of Windows; images of Linux are read"),
          at0(text("hibr"), "a hibernation file of Windows; images of Linux are read"),
          at0(text("WAKE"), "a hibernation file of Windows; images of Linux are read"),
          at0(text("wake"), "a hibernation file of Windows; images of Linux are read"),
          at0(
              text("Xen saved domain"),
              "the state of a guest that xl saved, which is not read; dump its memory otherwise"),
          at0(
              text("LinuxGuestRecord"),
              "the state of a guest that Xen saved, which is not read; dump its memory otherwise"),
          at0(
              "ffffffffffffffff58454e46",
              "the state of a guest that Xen saved, which is not read; dump its memory otherwise"),
          at0(
              "7f" + text("VirtualBox SavedState"),
              "a state that VirtualBox saved; let it write"
                  + " a core: VBoxManage debugvm NAME dumpvmcore"),
          at0("3aff26ed", "an Android sparse image; expand it: simg2img FILE OUT"),
          at0("455646090d0aff00", "an E01 image (EWF); export it raw: ewfexport FILE"),
          at0("455646320d0a8100", "an Ex01 image (EWF2); export it raw: ewfexport FILE"),
          at0("41464631300d0a00", "an AFF image; convert it to raw"),
          at0(text("QFI") + "fb", "a disk of QEMU (qcow2) and no memory"),
          at0(text("vhdxfile"), "a disk of Hyper-V and no memory"),
          at0("cffaedfe", "a file of macOS (Mach-O); images of Linux are read"),
          new ForeignFile(
              4086, text("S1SUSPEND"), "swap space with a hibernated system, which is not read"));

  private static String packed(String packer, String command) {
    return "packed by %s; kexshot import stores it as it is, or unpack it: %s"
        .formatted(packer, command);
  }

  private static ForeignFile at0(String magic, String words) {
    return new ForeignFile(0, magic, words);
  }

  private static String text(String ascii) {
    StringBuilder hex = new StringBuilder();
    for (char c : ascii.toCharArray()) {
      hex.append("%02x".formatted((int) c));
    }
    return hex.toString();
  }

  private static String vmware(String what) {
    return "a %s file of VMware; its memory is in the .vmem file beside it, which is a raw image:"
            .formatted(what)
        + " give that and --map";
  }

  /** What a file is that is in no format that is read; empty if that is not known. */
  static Optional<String> describe(ByteRegion region) throws IOException {
    for (ForeignFile kind : KNOWN) {
      if (kind.matches(region)) {
        return Optional.of(kind.words);
      }
    }
    return Optional.empty();
  }

  private boolean matches(ByteRegion region) throws IOException {
    byte[] wanted = HexFormat.of().parseHex(magic);
    return region.holds(offset, wanted.length)
        && Arrays.equals(region.little(offset, wanted.length).array(), wanted);
  }
}
