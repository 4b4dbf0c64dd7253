package org.kexshot.device;

import static org.kexshot.device.Places.at;
import static org.kexshot.device.Places.beforeAlignedEnd;
import static org.kexshot.device.Places.beforeEnd;
import static org.kexshot.device.Signature.bytes;
import static org.kexshot.device.Signature.text;

import java.util.List;

/**
 * The signatures that are known. They are those of libblkid, which decides for {@code mkfs} and
 * {@code wipefs} too; but libblkid looks on for what belongs to a signature (a checksum, a second
 * field), to tell file systems apart and mount them. Here a signature alone is enough to ask, which
 * errs on the side of the data. Neither the systems that the toolkit runs on nor the capture
 * kernel's need that library then.
 *
 * <p>Source: the formats' own headers, and util-linux {@code libblkid/src/{superblocks,partitions}}
 * for the places that they do not name.
 */
final class Signatures {
  private static final long KIB = 1024;

  /** Swap space ends its first page with its signature; the page is the processor's. */
  private static final Places SWAP = at(0xff6, 0x1ff6, 0x3ff6, 0x7ff6, 0xfff6);

  static final List<Signature> ALL =
      List.of(
          // File systems.
          bytes("an ext2, ext3 or ext4 file system", at(0x438), "53ef"),
          text("an XFS file system", at(0), "XFSB"),
          text("a Btrfs file system", at(0x10040), "_BHRfS_M"),
          bytes("an F2FS file system", at(0x400), "1020f5f2"),
          text("a FAT file system", at(0x36), "FAT12   "),
          text("a FAT file system", at(0x36), "FAT16   "),
          text("a FAT file system", at(0x36), "FAT     "),
          text("a FAT file system", at(0x36), "MSDOS"),
          text("a FAT file system", at(0x52), "FAT32   "),
          text("a FAT file system", at(0x52), "MSWIN"),
          text("an exFAT file system", at(3), "EXFAT   "),
          text("an NTFS file system", at(3), "NTFS    "),
          text("a ReFS file system", at(0), "\0\0\0ReFS\0"),
          text("an ISO 9660 file system", at(0x8001), "CD001"),
          text("an ISO 9660 file system (High Sierra)", at(0x8009), "CDROM"),
          text("a UDF file system", at(0x8001, 0x8801), "BEA01"),
          text("a UDF file system", at(0x8001, 0x8801, 0x9001), "NSR02"),
          text("a UDF file system", at(0x8001, 0x8801, 0x9001), "NSR03"),
          text("a SquashFS file system", at(0), "hsqs"),
          text("a SquashFS file system", at(0), "sqsh"),
          bytes("an EROFS file system", at(0x400), "e2e1f5e0"),
          bytes("a cramfs file system", at(0, 0x200), "453dcd28"),
          bytes("a cramfs file system", at(0, 0x200), "28cd3d45"),
          text("a romfs file system", at(0), "-rom1fs-"),
          bytes("a UBIFS file system", at(0), "31181006"),
          text("a UBI volume", at(0), "UBI#"),
          text("a JFS file system", at(0x8000), "JFS1"),
          text("a ReiserFS file system", at(0x2014, 0x2034, 0x10034), "ReIsErFs"),
          text("a ReiserFS file system", at(0x10034), "ReIsEr2Fs"),
          text("a ReiserFS file system", at(0x10034), "ReIsEr3Fs"),
          text("a Reiser4 file system", at(0x10000), "ReIsEr4"),
          bytes("a NILFS file system", at(0x406).or(beforeAlignedEnd(4 * KIB, 0xffa)), "3434"),
          bytes("a bcachefs file system", at(0x1018), "c68573f666ce90a9d96a60cf803df7ef"),
          bytes("a GFS2 file system", at(0x10000), "01161970"),
          text("an OCFS2 file system", at(0x400, 0x800, 0x1000, 0x2000), "OCFSV2"),
          text("an OCFS file system", at(0x2000), "OracleCFS"),
          bytes("a VMFS file system", at(0x200000), "5ef1ab2f"),
          bytes("a member of a VMFS volume", at(0x100000), "0dd001c0"),
          text("an APFS container", at(0x20), "NXSB"),
          text("an Apple Core Storage volume", at(0x58), "CS"),
          text("an HFS file system", at(0x400), "BD"),
          text("an HFS+ file system", at(0x400), "H+"),
          text("an HFS+ file system", at(0x400), "HX"),
          bytes("an HPFS file system", at(0x2000), "49e895f9"),
          bytes("a UFS file system", ufs(), "54190100"),
          bytes("a UFS file system", ufs(), "00011954"),
          bytes("a UFS2 file system", ufs(), "19015419"),
          bytes("a UFS2 file system", ufs(), "19540119"),
          bytes("a VxFS file system", at(0x400), "f5fc01a5"),
          bytes("a VxFS file system", at(0x2000), "a501fcf5"),
          bytes("a MINIX file system", at(0x410), "7f13"),
          bytes("a MINIX file system", at(0x410), "8f13"),
          bytes("a MINIX file system", at(0x410), "6824"),
          bytes("a MINIX file system", at(0x410), "7824"),
          bytes("a MINIX file system", at(0x418), "5a4d"),
          bytes("a BFS file system", at(0), "cefaad1b"),
          text("a BeFS file system", at(0x20, 0x220), "BFS1"),
          text("a BeFS file system", at(0x20, 0x220), "1SFB"),
          text("a zonefs file system", at(0), "SFOZ"),
          text("an EXFS file system", at(0), "EXFS"),
          // Swap space, also where a system sleeps in it.
          text("swap space", SWAP, "SWAPSPACE2"),
          text("swap space", SWAP, "SWAP-SPACE"),
          text("a hibernated system", SWAP, "S1SUSPEND"),
          text("a hibernated system", SWAP, "S2SUSPEND"),
          text("a hibernated system", SWAP, "ULSUSPEND"),
          text("a hibernated system", SWAP, "LINHIB0001"),
          bytes("a hibernated system (TuxOnIce)", at(0), "edc302e99856e50c"),
          // Members of volumes, and what keeps a device for itself.
          text("an LVM2 physical volume", at(0x18, 0x218, 0x418, 0x618), "LVM2 001"),
          text("an LVM1 physical volume", at(0), "HM"),
          text("an LVM snapshot's store", at(0), "SnAp"),
          bytes("a member of an MD RAID (metadata 0.90)", mdLegacy(), "fc4e2ba9"),
          bytes("a member of an MD RAID (metadata 0.90)", mdLegacy(), "a92b4efc"),
          bytes("a member of an MD RAID (metadata 1.0)", mdAtEnd(), "fc4e2ba901000000"),
          bytes("a member of an MD RAID (metadata 1.1)", at(0), "fc4e2ba901000000"),
          bytes("a member of an MD RAID (metadata 1.2)", at(0x1000), "fc4e2ba901000000"),
          bytes("a member of a DDF RAID", beforeEnd(0x200, 257 * 0x200), "de11de11"),
          bytes("a member of a DDF RAID", beforeEnd(0x200, 257 * 0x200), "11de11de"),
          text(
              "a member of an Intel RAID",
              beforeEnd(2 * 0x200, 2 * 0x1000),
              "Intel Raid ISM Cfg Sig. "),
          text("a LUKS volume", at(0), "LUKS\272\276"),
          text(
              "a LUKS2 volume (second header)",
              at(0x4000, 0x8000, 0x10000, 0x20000, 0x40000, 0x80000, 0x100000, 0x200000, 0x400000),
              "SKUL\272\276"),
          text("a BitLocker volume", at(3), "-FVE-FS-"),
          text("a dm-verity hash device", at(0), "verity\0\0"),
          text("a dm-integrity volume", at(0), "integrt\0"),
          text("a VDO volume", at(0), "dmvdo001"),
          bytes(
              "a member of a Stratis pool", at(0x204, 0x1204), "21537472613074697386ff025e417268"),
          bytes("a bcache device", at(0x1018), "c68573f64e1a45ca8265f57f48ba6d81"),
          text("a Ceph BlueStore device", at(0), "bluestore block device"),
          bytes("a member of a ZFS pool", zfsFirstName(), "0000000776657273696f6e00"),
          bytes("a DRBD device", beforeEnd(4 * KIB - 60), "8374026b"),
          bytes("a DRBD device", beforeEnd(4 * KIB - 60), "8374026c"),
          bytes("a DRBD device", beforeEnd(4 * KIB - 60), "8374026d"),
          text("a DRBD manage control volume", at(0), "$DRBDmgr=q"),
          text("a DRBD proxy log", at(0), "DRBDdlh*"),
          text("a member of an mpool", at(0), "mpoolDev"),
          text("an Oracle ASM disk", at(0x20), "ORCLDISK"),
          // Partition tables.
          text("a GPT partition table", at(0x200, 0x1000), "EFI PART"),
          text("a GPT partition table (backup)", beforeEnd(0x200, 0x1000), "EFI PART"),
          bytes("an MBR partition table or boot sector", at(0x1fe), "55aa"),
          bytes("a BSD disk label", at(0x40, 0x80, 0x200), "57455682"),
          bytes("a Sun disk label", at(0x1fc), "dabe"),
          bytes("an SGI disk label", at(0), "0be5a941"),
          bytes("an Apple partition map", at(0), "4552"));

  private Signatures() {}

  /** The last 64 KiB that begin at a multiple of them: {@code MD_NEW_SIZE_SECTORS}. */
  private static Places mdLegacy() {
    return beforeAlignedEnd(64 * KIB, 64 * KIB);
  }

  /** At least 8 KiB before the end, at a multiple of 4 KiB. */
  private static Places mdAtEnd() {
    return beforeAlignedEnd(4 * KIB, 8 * KIB);
  }

  /** {@code fs_magic} is the last word of the superblock, which has one of four places. */
  private static Places ufs() {
    return at(0x55c, 0x255c, 0x1055c, 0x4055c);
  }

  /**
   * Four labels of 256 KiB, two at each end. 16 KiB in, they have a list of names and values, the
   * first "version" and before it its length; 20 bytes of head are before that.
   */
  private static Places zfsFirstName() {
    long label = 256 * KIB;
    long name = 16 * KIB + 20;
    return at(name, label + name).or(beforeAlignedEnd(label, 2 * label - name, label - name));
  }
}
