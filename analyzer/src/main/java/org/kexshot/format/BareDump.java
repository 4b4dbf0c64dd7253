package org.kexshot.format;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kexshot.address.Architecture;
import org.kexshot.memory.PhysicalMemory;
import org.kexshot.vmcoreinfo.Vmcoreinfo;

/**
 * An image whose file holds memory and nothing else: LiME, AVML, raw. It does not say of which
 * machine it is: VMCOREINFO, which is looked for in memory, does; without it x86_64 is assumed.
 */
public final class BareDump implements Dump {
  private final String formatName;
  private final ExtentMemory memory;
  private final Optional<Vmcoreinfo> vmcoreinfo;
  private final List<String> problems;
  private final Optional<LiveReading> liveReading;
  private final Closeable source;

  private BareDump(
      String formatName,
      ExtentMemory memory,
      Optional<Vmcoreinfo> vmcoreinfo,
      List<String> problems,
      Optional<LiveReading> liveReading,
      Closeable source) {
    this.formatName = formatName;
    this.memory = memory;
    this.vmcoreinfo = vmcoreinfo;
    this.problems = problems;
    this.liveReading = liveReading;
    this.source = source;
  }

  /**
   * Makes a dump of memory. Looks for VMCOREINFO, which reads all pages once.
   *
   * @param problems of the file, beside those of its memory
   * @param liveReading how its pages were read; empty if that is not known
   * @param source closed with the dump
   */
  public static BareDump of(
      String formatName,
      ExtentMemory memory,
      List<String> problems,
      Optional<LiveReading> liveReading,
      Closeable source)
      throws IOException {
    List<String> all = new ArrayList<>(memory.problems());
    all.addAll(problems);
    return new BareDump(
        formatName, memory, VmcoreinfoSearch.find(memory), List.copyOf(all), liveReading, source);
  }

  @Override
  public String formatName() {
    return formatName;
  }

  @Override
  public Architecture architecture() {
    return vmcoreinfo.flatMap(ImagedMachine::of).orElse(Architecture.X86_64);
  }

  @Override
  public PhysicalMemory memory() {
    return memory;
  }

  @Override
  public List<String> problems() {
    return problems;
  }

  @Override
  public Optional<LiveReading> liveReading() {
    return liveReading;
  }

  @Override
  public Optional<Vmcoreinfo> vmcoreinfo() {
    return vmcoreinfo;
  }

  @Override
  public void close() throws IOException {
    source.close();
  }
}
