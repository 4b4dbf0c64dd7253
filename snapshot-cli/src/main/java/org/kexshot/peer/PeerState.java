package org.kexshot.peer;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.kexshot.kexec.LentMemory;
import org.kexshot.kexec.RunRecord;

/**
 * What is remembered of a peer until it is stopped or the machine boots, in {@code /run/kexshot}.
 * Addresses are physical.
 *
 * @param kernel its file
 * @param release its kernel's
 * @param disks that it may use, as this system names them
 * @param networks interfaces that it may use, as this system names them
 * @param keptAway addresses of the PCI devices that it is kept from
 * @param withinReach what it can reach though it is not its own, in words
 * @param lent where it lies
 * @param enter purgatory's entry
 * @param signalPage the one segment of the image by which it is entered
 * @param returnWord where purgatory keeps the peer's return address, 0 until it has left once
 * @param counterWord where purgatory keeps the time-stamp counter as the peer left
 * @param lostWord where purgatory keeps whether the peer has panicked
 * @param commandLine its kernel's
 * @param startedAt when
 */
public record PeerState(
    String name,
    String kernel,
    String release,
    List<String> disks,
    List<String> networks,
    List<String> keptAway,
    List<String> withinReach,
    LentMemory.Ticket lent,
    long enter,
    long signalPage,
    long returnWord,
    long counterWord,
    long lostWord,
    String commandLine,
    Instant startedAt) {
  public PeerState {
    disks = List.copyOf(disks);
    networks = List.copyOf(networks);
    keptAway = List.copyOf(keptAway);
    withinReach = List.copyOf(withinReach);
  }

  private static RunRecord record(String name) {
    return new RunRecord(LentMemory.RESIDENT + name);
  }

  /** Empty if there is none of that name, or its record is damaged. */
  static Optional<PeerState> read(String name) throws IOException {
    return record(name).readAs(PeerState::of);
  }

  /** All peers, by name. */
  public static List<PeerState> all() throws IOException {
    List<PeerState> all = new ArrayList<>();
    for (String record : RunRecord.names(LentMemory.RESIDENT)) {
      read(record.substring(LentMemory.RESIDENT.length())).ifPresent(all::add);
    }
    return all;
  }

  private static PeerState of(Map<String, String> p) {
    return new PeerState(
        p.get("name"),
        p.get("kernel"),
        p.get("release"),
        list(p, "disks"),
        list(p, "networks"),
        list(p, "kept.away"),
        list(p, "within.reach"),
        LentMemory.Ticket.of(p).orElseThrow(),
        address(p, "enter"),
        address(p, "signal.page"),
        address(p, "return.word"),
        address(p, "counter.word"),
        address(p, "lost.word"),
        p.get("command.line"),
        Instant.parse(p.get("started.at")));
  }

  private static List<String> list(Map<String, String> values, String name) {
    return Stream.of(values.get(name).split(",")).filter(word -> !word.isEmpty()).toList();
  }

  private static long address(Map<String, String> values, String name) {
    return Long.parseUnsignedLong(values.get(name), 16);
  }

  void write() throws IOException {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("name", name);
    values.put("kernel", kernel);
    values.put("release", release);
    values.put("disks", String.join(",", disks));
    values.put("networks", String.join(",", networks));
    values.put("kept.away", String.join(",", keptAway));
    values.put("within.reach", String.join(",", withinReach));
    values.putAll(lent.values());
    values.put("enter", Long.toHexString(enter));
    values.put("signal.page", Long.toHexString(signalPage));
    values.put("return.word", Long.toHexString(returnWord));
    values.put("counter.word", Long.toHexString(counterWord));
    values.put("lost.word", Long.toHexString(lostWord));
    values.put("command.line", commandLine);
    values.put("started.at", startedAt.toString());
    record(name).write(values);
  }

  void delete() throws IOException {
    record(name).delete();
  }
}
