package org.kexshot.diff.gate;

import java.util.List;
import org.kexshot.kernel.bpf.BpfObjectList;
import org.kexshot.kernel.module.ModuleList;
import org.kexshot.kernel.mount.MountList;

/** The table of conditions, in the order in which they are reported: a line each. */
final class Conditions {
  static final List<Condition> ALL =
      List.of(
          plain(
              "integrity",
              "code or constants of the kernel changed and it did not do so itself, or a finding of"
                  + " `integrity` came",
              IntegrityConditions::judge),
          plain(
              "modules",
              "a module came or went",
              (evidence, none, judged) ->
                  ObjectConditions.cameOrWent(evidence, ModuleList.KIND, judged)),
          plain("processes", "a process came or went", ProcessConditions::cameOrWent),
          plain(
              "setuid-processes",
              "a process came or became one that runs as root for another user",
              ProcessConditions::setUserId),
          plain(
              "setuid-files",
              "a file in memory became one that runs as its owner, whoever starts it",
              ObjectConditions::setUserId),
          plain(
              "listening-sockets",
              "a socket came, or became one, that takes connections or datagrams of anyone",
              ObjectConditions::listening),
          plain(
              "kernel-settings",
              "the value of a setting of `sysctl` or of `parameters` changed",
              ObjectConditions::settings),
          plain(
              "mounts",
              "a mount came, went or changed",
              (evidence, none, judged) ->
                  ObjectConditions.differs(evidence, MountList.KIND, judged)),
          plain(
              "bpf",
              "a BPF program or map came or went",
              (evidence, none, judged) ->
                  ObjectConditions.cameOrWent(evidence, BpfObjectList.KIND, judged)),
          new Condition(
              "open-files",
              "a process holds more files open than before, by more than so many",
              Unit.COUNT,
              50,
              ProcessConditions::openFiles),
          new Condition(
              "process-growth",
              "a process of 4 MiB or more has grown by more than so much",
              Unit.PERCENT,
              10,
              ProcessConditions::growth),
          new Condition(
              "slab-growth",
              "a slab cache with 1,000 objects or more has grown by more than so much",
              Unit.PERCENT,
              5,
              ObjectConditions::slabGrowth));

  private Conditions() {}

  private static Condition plain(String name, String description, Condition.Evaluation evaluation) {
    return new Condition(name, description, Unit.NONE, 0, evaluation);
  }
}
