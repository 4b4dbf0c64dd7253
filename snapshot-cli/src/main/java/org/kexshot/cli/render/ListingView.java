package org.kexshot.cli.render;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.kexshot.kernel.Listing;
import org.kexshot.kernel.LogRecord;
import org.kexshot.kernel.Module;
import org.kexshot.kernel.Socket;
import org.kexshot.kernel.Sysctl;
import org.kexshot.kernel.Task;

/** Kernel objects of one image, a line each, and what could not be read. */
public final class ListingView<T> implements View {
  private final String name;
  private final Listing<T> listing;
  private final BiConsumer<List<T>, PrintWriter> printer;
  private final KernelObjectJson.Writer<T> writer;

  private ListingView(
      String name,
      Listing<T> listing,
      BiConsumer<List<T>, PrintWriter> printer,
      KernelObjectJson.Writer<T> writer) {
    this.name = name;
    this.listing = listing;
    this.printer = printer;
    this.writer = writer;
  }

  public static View processes(Listing<Task> processes) {
    return new ListingView<>(
        "processes",
        processes,
        (items, out) -> table(items, out, KernelObjectRows.PROCESS, KernelObjectRows::process),
        KernelObjectJson::process);
  }

  public static View modules(Listing<Module> modules) {
    return new ListingView<>(
        "modules",
        modules,
        (items, out) -> table(items, out, KernelObjectRows.MODULE, KernelObjectRows::module),
        KernelObjectJson::module);
  }

  public static View sockets(Listing<Socket> sockets) {
    return new ListingView<>(
        "sockets",
        sockets,
        (items, out) -> table(items, out, KernelObjectRows.SOCKET, KernelObjectRows::socket),
        KernelObjectJson::socket);
  }

  public static View settings(Listing<Sysctl> settings) {
    return new ListingView<>(
        "settings",
        settings,
        (items, out) -> table(items, out, KernelObjectRows.SETTING, KernelObjectRows::setting),
        KernelObjectJson::setting);
  }

  /** Without headings, as {@code dmesg} prints it. */
  public static View log(Listing<LogRecord> log) {
    return new ListingView<>("log", log, ListingView::lines, KernelObjectJson::log);
  }

  private static void lines(List<LogRecord> records, PrintWriter out) {
    for (LogRecord record : records) {
      KernelObjectRows.log(record).lines().map(Text::printable).forEach(out::println);
    }
  }

  private static <T> void table(
      List<T> items, PrintWriter out, String[] headings, Function<T, Object[]> cells) {
    TextTable table = new TextTable(headings);
    items.forEach(item -> table.row(cells.apply(item)));
    table.print(out, "");
  }

  @Override
  public void text(PrintWriter out) {
    printer.accept(listing.items(), out);
    for (String problem : listing.problems()) {
      out.println("not readable: " + Text.printable(problem));
    }
  }

  @Override
  public void json(JsonGenerator json) throws IOException {
    KernelObjectJson.array(json, name, listing.items(), writer);
    KernelObjectJson.texts(json, "problems", listing.problems());
  }
}
