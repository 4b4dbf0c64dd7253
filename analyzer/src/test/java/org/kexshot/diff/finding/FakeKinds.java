package org.kexshot.diff.finding;

import static org.kexshot.kind.Attribute.address;
import static org.kexshot.kind.Attribute.bytes;
import static org.kexshot.kind.Attribute.list;
import static org.kexshot.kind.Attribute.number;
import static org.kexshot.kind.Attribute.objects;
import static org.kexshot.kind.Attribute.pages;
import static org.kexshot.kind.Attribute.path;
import static org.kexshot.kind.Attribute.reference;
import static org.kexshot.kind.Attribute.text;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.kexshot.kind.Attribute;
import org.kexshot.kind.Listing;
import org.kexshot.kind.ObjectKind;
import org.kexshot.kind.Role;

/** Kinds of objects as the kernel's are, with those attributes alone that findings go by. */
final class FakeKinds {
  private FakeKinds() {}

  record Process(int pid, long parent, String name) {}

  record OpenFile(int pid, String path) {}

  record Owner(int pid) {}

  record Socket(String local, List<Owner> owners) {}

  record Module(String name, List<String> usedBy) {}

  record Device(String name) {}

  record Path(String destination, String device, String protocol) {}

  record Setting(String name, String value) {}

  record Line(String text) {}

  record Cache(String name, long used) {}

  record Spaces(int pid, List<String> own) {}

  record Mounted(String target, long namespace) {}

  record Area(long start, long end) {}

  record Loaded(String name, long address) {}

  record Timer(String function, long pid) {}

  record Pages(String path, long pages) {}

  record Sum(String name, long value) {}

  static <T> ObjectKind<T> kind(
      String name, Function<T, String> title, List<Attribute<T>> attributes) {
    return ObjectKind.of(
        name, name + "s", "", image -> new Listing<>(List.of(), List.of()), title, attributes);
  }

  static final ObjectKind<Process> PROCESS =
      kind(
          "process",
          process -> process.pid + " " + process.name,
          List.of(
              number("pid", Process::pid, Role.BOOT_IDENTITY),
              reference(
                  "ppid", "process", process -> Optional.of(process.parent), Role.BOOT_COMPARED),
              text("name", Process::name, Role.BOOT_COMPARED)));

  static final ObjectKind<OpenFile> FILE =
      kind(
          "file",
          OpenFile::path,
          List.of(
              reference("pid", "process", OpenFile::pid, Role.BOOT_IDENTITY),
              path("path", OpenFile::path, Role.BOOT_IDENTITY)));

  static final ObjectKind<Socket> SOCKET =
      kind(
          "socket",
          Socket::local,
          List.of(
              text("local", Socket::local, Role.BOOT_IDENTITY),
              objects("owners", Socket::owners, List.of(reference("pid", "process", Owner::pid)))));

  static final ObjectKind<Module> MODULE =
      kind(
          "module",
          Module::name,
          List.of(
              text("name", Module::name, Role.BOOT_IDENTITY),
              list("usedBy", Module::usedBy, Role.COMPARED)));

  static final ObjectKind<Device> DEVICE =
      kind("netdev", Device::name, List.of(text("name", Device::name, Role.BOOT_IDENTITY)));

  static final ObjectKind<Path> ROUTE =
      kind(
          "route",
          Path::destination,
          List.of(
              text("destination", Path::destination, Role.BOOT_IDENTITY),
              text("protocol", Path::protocol),
              list("devices", route -> List.of(route.device))));

  static final ObjectKind<Path> NEIGHBOUR =
      kind(
          "neighbour",
          Path::destination,
          List.of(
              text("internetAddress", Path::destination, Role.BOOT_IDENTITY),
              text("device", Path::device)));

  /** A device with what it can change in. */
  static final ObjectKind<Setting> ADDRESSES =
      kind(
          "netdev",
          Setting::name,
          List.of(
              text("name", Setting::name, Role.BOOT_IDENTITY),
              text("addresses", Setting::value, Role.COMPARED)));

  static final ObjectKind<Setting> SETTING =
      kind(
          "sysctl",
          setting -> setting.name + " = " + setting.value,
          List.of(
              text("name", Setting::name, Role.BOOT_IDENTITY),
              text("value", Setting::value, Role.COMPARED)));

  static final ObjectKind<Line> LOG =
      kind("log", Line::text, List.of(text("text", Line::text, Role.BOOT_IDENTITY)));

  static final ObjectKind<Cache> SLAB =
      kind(
          "slab",
          Cache::name,
          List.of(
              text("name", Cache::name, Role.BOOT_IDENTITY, Role.IDENTITY),
              number("used", Cache::used, Role.VOLATILE)));

  static final ObjectKind<Spaces> SPACES =
      kind(
          "process",
          process -> process.pid + " of its own",
          List.of(
              number("pid", Spaces::pid, Role.BOOT_IDENTITY),
              list("ownNamespaces", Spaces::own, Role.BOOT_COMPARED)));

  static final ObjectKind<Mounted> MOUNT =
      kind(
          "mount",
          Mounted::target,
          List.of(
              path("target", Mounted::target, Role.BOOT_IDENTITY),
              number("namespace", Mounted::namespace, Role.BOOT_IDENTITY)));

  static final ObjectKind<Area> VMALLOC =
      kind(
          "vmalloc",
          area -> "area " + area.start,
          List.of(
              address("start", Area::start, Role.BOOT_IDENTITY),
              address("end", Area::end),
              bytes("bytes", area -> area.end - area.start)));

  static final ObjectKind<Loaded> LOADED =
      kind(
          "module",
          Loaded::name,
          List.of(
              text("name", Loaded::name, Role.BOOT_IDENTITY), address("address", Loaded::address)));

  static final ObjectKind<Timer> TIMER =
      kind(
          "timer",
          Timer::function,
          List.of(
              text("function", Timer::function, Role.BOOT_IDENTITY),
              reference("pid", "process", Timer::pid)));

  static final ObjectKind<Pages> PAGE_CACHE =
      kind(
          "cache",
          Pages::path,
          List.of(
              path("path", Pages::path, Role.BOOT_IDENTITY),
              pages("pages", Pages::pages, Role.BOOT_COMPARED)));

  static final ObjectKind<Sum> COUNTER =
      kind(
          "counter",
          Sum::name,
          List.of(
              text("name", Sum::name, Role.BOOT_IDENTITY),
              number("value", Sum::value, Role.VOLATILE)));

  static final ObjectKind<Cache> LIVE =
      kind(
          "slab",
          Cache::name,
          List.of(
              text("name", Cache::name, Role.BOOT_IDENTITY),
              number("live", Cache::used, Role.VOLATILE)));
}
