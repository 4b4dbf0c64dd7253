package org.kexshot.diff.gate;

import java.util.Set;
import java.util.stream.Collectors;
import org.kexshot.diff.object.ObjectDifference;
import org.kexshot.kernel.module.ModuleParameterList;
import org.kexshot.kernel.net.Socket;
import org.kexshot.kernel.net.SocketList;
import org.kexshot.kernel.pagecache.CachedFileList;
import org.kexshot.kernel.slab.SlabCache;
import org.kexshot.kernel.slab.SlabCacheList;
import org.kexshot.kernel.sysctl.SysctlList;
import org.kexshot.kind.Attribute;
import org.kexshot.kind.ObjectKind;

/** Conditions on objects of one kind. */
final class ObjectConditions {
  /** Objects below which a cache's growth says nothing. */
  private static final long SLAB_FLOOR = 1000;

  private ObjectConditions() {}

  /** Violated by each object of a kind that came or went. */
  static <T> void cameOrWent(Evidence evidence, ObjectKind<T> kind, Judgement judged) {
    evidence.came(kind).forEach(object -> tell(kind, object, "came", judged));
    evidence.went(kind).forEach(object -> tell(kind, object, "went", judged));
    judged.unknown(evidence.missing(kind));
  }

  /** The same, and by each in which what is compared differs. */
  static <T> void differs(Evidence evidence, ObjectKind<T> kind, Judgement judged) {
    evidence.came(kind).forEach(object -> tell(kind, object, "came", judged));
    evidence.went(kind).forEach(object -> tell(kind, object, "went", judged));
    evidence
        .of(kind)
        .changed()
        .forEach(
            change ->
                tell(
                    kind,
                    change.after(),
                    "changed: "
                        + change.attributes().stream()
                            .map(Attribute::words)
                            .collect(Collectors.joining(", ")),
                    judged));
    judged.unknown(evidence.unread(kind));
  }

  private static <T> void tell(ObjectKind<T> kind, T object, String what, Judgement judged) {
    judged.violated("%s %s %s", kind.name(), kind.title().apply(object), what);
  }

  static void settings(Evidence evidence, long none, Judgement judged) {
    evidence
        .of(SysctlList.KIND)
        .changed()
        .forEach(
            change ->
                judged.violated(
                    "%s: %s -> %s",
                    change.after().name(), change.before().value(), change.after().value()));
    judged.unknown(evidence.unread(SysctlList.KIND));
    parameters(evidence, judged);
  }

  /** A variable that is a setting, too, was told as one. */
  private static void parameters(Evidence evidence, Judgement judged) {
    Set<Long> told =
        evidence.of(SysctlList.KIND).changed().stream()
            .map(change -> change.after().address())
            .collect(Collectors.toSet());
    evidence.of(ModuleParameterList.KIND).changed().stream()
        .filter(change -> !told.contains(change.after().address()))
        .forEach(
            change ->
                judged.violated(
                    "parameter %s: %s -> %s",
                    change.after().name(), change.before().value(), change.after().value()));
    judged.unknown(evidence.unread(ModuleParameterList.KIND));
  }

  /** Of one that came to be in memory it is not known what it was before. */
  static void setUserId(Evidence evidence, long none, Judgement judged) {
    evidence.of(CachedFileList.KIND).changed().stream()
        .filter(change -> change.after().isSetUserId() && !change.before().isSetUserId())
        .forEach(
            change ->
                judged.violated(
                    "file %s of user %d: mode %s -> %s",
                    change.after().path(),
                    change.after().uid(),
                    change.before().permissions(),
                    change.after().permissions()));
    judged.unknown(evidence.unread(CachedFileList.KIND));
  }

  static void listening(Evidence evidence, long none, Judgement judged) {
    evidence.came(SocketList.KIND).stream()
        .filter(ObjectConditions::listens)
        .forEach(socket -> judged.violated("%s came", SocketList.KIND.title().apply(socket)));
    evidence.of(SocketList.KIND).changed().stream()
        .filter(change -> listens(change.after()) && !listens(change.before()))
        .forEach(
            change ->
                judged.violated(
                    "%s, before %s",
                    SocketList.KIND.title().apply(change.after()), change.before().state()));
    judged.unknown(evidence.missing(SocketList.KIND));
  }

  /** A UDP socket with a port and no peer takes datagrams from anyone, as {@code ss -l} has it. */
  private static boolean listens(Socket socket) {
    return socket.state().equals("LISTEN")
        || socket.protocol().equals("udp")
            && socket.state().equals("UNCONNECTED")
            && socket.local().port() != 0;
  }

  static void slabGrowth(Evidence evidence, long percent, Judgement judged) {
    for (ObjectDifference.Change<SlabCache> pair : evidence.pairs(SlabCacheList.KIND)) {
      growth(pair.after().name(), pair.before().inUse(), pair.after().inUse(), percent, judged);
    }
    for (SlabCache cache : evidence.came(SlabCacheList.KIND)) {
      growth(cache.name(), 0, cache.inUse(), percent, judged);
    }
    judged.unknown(evidence.unread(SlabCacheList.KIND));
  }

  private static void growth(
      String cache, long before, long after, long percent, Judgement judged) {
    if (after >= SLAB_FLOOR && Growth.exceeds(before, after, percent)) {
      judged.violated("slab cache %s: %d -> %d objects", cache, before, after);
    }
  }
}
