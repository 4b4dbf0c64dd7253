package org.kexshot.libvirt;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A domain of a libvirt on this machine: a virtual machine that runs. */
public final class Domain {
  private static final Pattern MEMORY = Pattern.compile("(?m)^Max memory:\\s+(\\d{1,15}) KiB$");

  /** A listener that outlives whoever began it ends by itself. */
  private static final Duration LONGEST_DUMP = Duration.ofHours(12);

  private static final String PAUSED = "paused";
  private static final String RUNNING = "running";

  private final Virsh virsh;
  private final String name;

  private Domain(Virsh virsh, String name) {
    this.virsh = virsh;
    this.name = name;
  }

  /**
   * Finds one.
   *
   * @param name or id, or UUID, as virsh takes it
   * @throws LibvirtException if there is no virsh, no libvirt, no such domain, or it does not run
   */
  public static Domain find(String name) throws IOException {
    return find(name, "virsh");
  }

  static Domain find(String name, String program) throws IOException {
    Virsh virsh = new Virsh(program);
    virsh.requireLocal();
    Domain domain = new Domain(virsh, name);
    String state = domain.state();
    if (!state.equals(RUNNING) && !state.equals(PAUSED)) {
      throw new LibvirtException(
          "domain %s is '%s', and has no memory to be taken; start it".formatted(name, state));
    }
    return domain;
  }

  /** Its name as it was given. */
  public String name() {
    return name;
  }

  private String state() throws IOException {
    return virsh.run("domstate", option()).strip();
  }

  /** Whether its processors stand still already. */
  public boolean isPaused() throws IOException {
    return state().equals(PAUSED);
  }

  /**
   * Bytes of RAM, what was plugged in among it.
   *
   * @throws LibvirtException if virsh does not say
   */
  public long memoryBytes() throws IOException {
    String said = virsh.run("dominfo", option());
    Matcher memory = MEMORY.matcher(said);
    if (!memory.find()) {
      throw new LibvirtException(
          "virsh dominfo %s: no line 'Max memory: N KiB' in what it says".formatted(option()));
    }
    return Long.parseLong(memory.group(1)) << 10;
  }

  /** Listens for when it stops and goes on. */
  public DomainEvents listen() throws IOException {
    return new DomainEvents(
        virsh.start(
            "event",
            option(),
            "--event=lifecycle",
            "--loop",
            "--timestamp",
            "--timeout=" + LONGEST_DUMP.toSeconds()));
  }

  /**
   * Has its memory written as an ELF core, while it stands still.
   *
   * @param into a path that libvirt's daemon opens
   * @throws LibvirtException with libvirt's own words, if it could not; the domain goes on
   */
  public void dumpMemory(Path into, Duration patience) throws IOException {
    virsh.run(patience, "dump", option(), "--file=" + into, "--memory-only", "--format=elf");
  }

  /** In one word, so that no name can be taken for an option. */
  private String option() {
    return "--domain=" + name;
  }
}
