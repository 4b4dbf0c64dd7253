package org.kexshot.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kexshot.vmcoreinfo.Vmcoreinfo;

/**
 * The notes of a dump, in the ELF encoding that kdump-compressed files share: {@code namesz},
 * {@code descsz}, {@code type}, then name and descriptor, each padded to four bytes.
 *
 * @param notes in the file's order
 */
public record ElfNotes(List<Note> notes) {
  /** The name of the note that carries VMCOREINFO. */
  public static final String VMCOREINFO = "VMCOREINFO";

  /**
   * The name of the note that says which data {@code makedumpfile} erased, and how; of type 0. A
   * kdump-compressed file has the text in a place of its own.
   */
  public static final String ERASEINFO = "ERASEINFO";

  /** Registers of one processor, {@code struct elf_prstatus}. */
  public static final int NT_PRSTATUS = 1;

  private static final int NT_AUXV = 6;
  private static final int NT_FILE = 0x4649_4c45;
  private static final int NT_SIGINFO = 0x5349_4749;

  private static final int HEADER_SIZE = 12;

  /**
   * One note.
   *
   * @param name without its terminating zero, e.g. {@code "CORE"}
   * @param type meaning depends on the name
   * @param descriptor the payload
   */
  public record Note(String name, int type, byte[] descriptor) {
    private int encodedSize() {
      return HEADER_SIZE + padded(name.length() + 1) + padded(descriptor.length);
    }
  }

  public ElfNotes {
    notes = List.copyOf(notes);
  }

  /** No notes. */
  public static ElfNotes none() {
    return new ElfNotes(List.of());
  }

  /**
   * Decodes a note segment. Stops without an error at a note that does not fit, as a capture kernel
   * leaves the rest of the segment zero.
   */
  public static ElfNotes decode(byte[] segment) {
    ByteBuffer bytes = ByteBuffer.wrap(segment).order(ByteOrder.LITTLE_ENDIAN);
    List<Note> notes = new ArrayList<>();
    int at = 0;
    while (at + HEADER_SIZE <= segment.length) {
      long nameSize = Integer.toUnsignedLong(bytes.getInt(at));
      long size = Integer.toUnsignedLong(bytes.getInt(at + 4));
      long end = at + HEADER_SIZE + padded(nameSize) + size;
      if (nameSize == 0 || end > segment.length) {
        break;
      }
      String name =
          new String(segment, at + HEADER_SIZE, (int) nameSize, StandardCharsets.US_ASCII);
      int descriptorAt = at + HEADER_SIZE + (int) padded(nameSize);
      byte[] descriptor = new byte[(int) size];
      bytes.get(descriptorAt, descriptor);
      int terminator = name.indexOf('\0');
      notes.add(
          new Note(
              terminator < 0 ? name : name.substring(0, terminator),
              bytes.getInt(at + 8),
              descriptor));
      at = (int) Math.min(segment.length, descriptorAt + padded(size));
    }
    return new ElfNotes(notes);
  }

  /** These notes and one more. */
  public ElfNotes with(Note note) {
    List<Note> more = new ArrayList<>(notes);
    more.add(note);
    return new ElfNotes(more);
  }

  /** These notes without any VMCOREINFO, and then the given one. */
  public ElfNotes withVmcoreinfo(Vmcoreinfo vmcoreinfo) {
    return withoutVmcoreinfo().with(new Note(VMCOREINFO, 0, vmcoreinfo.bytes()));
  }

  /** These notes without any VMCOREINFO. */
  public ElfNotes withoutVmcoreinfo() {
    return without(VMCOREINFO);
  }

  /** These notes without those of a name. */
  public ElfNotes without(String name) {
    List<Note> others = new ArrayList<>();
    for (Note note : notes) {
      if (!note.name().equals(name)) {
        others.add(note);
      }
    }
    return new ElfNotes(others);
  }

  /** What was erased, as a note tells it; nothing if none does. */
  public byte[] eraseinfo() {
    for (Note note : notes) {
      if (note.name().equals(ERASEINFO)) {
        return note.descriptor().clone();
      }
    }
    return new byte[0];
  }

  /** The kernel's VMCOREINFO, if a note carries it. */
  public Optional<Vmcoreinfo> vmcoreinfo() {
    for (Note note : notes) {
      if (note.name().equals(VMCOREINFO)) {
        return Optional.of(Vmcoreinfo.parse(note.descriptor()));
      }
    }
    return Optional.empty();
  }

  /**
   * Whether they are those of a process: its auxiliary vector, mapped files or signal, which no
   * machine has. {@code NT_PRPSINFO} is in {@code /proc/kcore} too.
   */
  public boolean ofProcess() {
    for (Note note : notes) {
      if (note.name().equals("CORE")
          && (note.type() == NT_AUXV || note.type() == NT_FILE || note.type() == NT_SIGINFO)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether they are those of a machine on which Xen ran, as its crash leaves them to the dump of
   * its first guest ({@code XEN_ELFNOTE_CRASH_INFO}, {@code xen/include/public/elfnote.h}).
   */
  public boolean ofXen() {
    for (Note note : notes) {
      if (note.name().equals("Xen")) {
        return true;
      }
    }
    return false;
  }

  /** How many processors' registers there are. */
  public int processors() {
    int count = 0;
    for (Note note : notes) {
      count += note.name().equals("CORE") && note.type() == NT_PRSTATUS ? 1 : 0;
    }
    return count;
  }

  /** The segment's bytes. */
  public byte[] encode() {
    ByteBuffer bytes = ByteBuffer.allocate(size()).order(ByteOrder.LITTLE_ENDIAN);
    for (Note note : notes) {
      int start = bytes.position();
      bytes.putInt(note.name().length() + 1).putInt(note.descriptor().length).putInt(note.type());
      bytes.put(note.name().getBytes(StandardCharsets.US_ASCII));
      bytes.position(start + HEADER_SIZE + padded(note.name().length() + 1));
      bytes.put(note.descriptor());
      bytes.position(start + note.encodedSize());
    }
    return bytes.array();
  }

  /** Bytes of {@link #encode}. */
  public int size() {
    int size = 0;
    for (Note note : notes) {
      size += note.encodedSize();
    }
    return size;
  }

  /** Offset in {@link #encode} of the VMCOREINFO descriptor's first byte, or -1. */
  public int vmcoreinfoOffset() {
    int at = 0;
    for (Note note : notes) {
      if (note.name().equals(VMCOREINFO)) {
        return at + HEADER_SIZE + padded(VMCOREINFO.length() + 1);
      }
      at += note.encodedSize();
    }
    return -1;
  }

  private static int padded(int size) {
    return (size + 3) & ~3;
  }

  private static long padded(long size) {
    return (size + 3) & ~3L;
  }
}
