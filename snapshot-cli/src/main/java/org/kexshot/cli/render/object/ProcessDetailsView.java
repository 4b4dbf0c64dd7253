package org.kexshot.cli.render.object;

import static org.kexshot.kind.Attribute.address;
import static org.kexshot.kind.Attribute.list;
import static org.kexshot.kind.Attribute.number;
import static org.kexshot.kind.Attribute.objectIfPresent;
import static org.kexshot.kind.Attribute.objects;
import static org.kexshot.kind.Attribute.path;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kexshot.cli.render.Address;
import org.kexshot.cli.render.Json;
import org.kexshot.cli.render.ListView;
import org.kexshot.cli.render.ObjectTable;
import org.kexshot.cli.render.Text;
import org.kexshot.cli.render.TextTable;
import org.kexshot.kernel.cred.Credentials;
import org.kexshot.kernel.namespace.Namespace;
import org.kexshot.kernel.process.ProcessDetail;
import org.kexshot.kernel.process.TaskList;
import org.kexshot.kind.Attribute;
import org.kexshot.kind.Listing;

/**
 * Processes with all that is known of each, a block of lines a process.
 *
 * @param listingProblems what was missing already when they were listed
 */
public record ProcessDetailsView(Listing<ProcessDetail> details, List<String> listingProblems)
    implements ListView {
  private static final List<Attribute<Credentials>> CREDENTIALS =
      List.of(
          number("uid", Credentials::uid),
          number("euid", Credentials::euid),
          number("suid", Credentials::suid),
          number("gid", Credentials::gid),
          number("egid", Credentials::egid),
          number("sgid", Credentials::sgid),
          list("groups", Credentials::groups),
          address("permitted", Credentials::permitted),
          address("effective", Credentials::effective),
          address("bounding", Credentials::bounding));

  private static final List<Attribute<Namespace>> NAMESPACES =
      List.of(Attribute.text("kind", Namespace::kind), number("number", Namespace::number));

  /** All that is known of each as a table. */
  public static final ObjectTable<ProcessDetail> PROCESSES =
      new ObjectTable<>(TaskList.KIND.plural(), attributes());

  private static List<Attribute<ProcessDetail>> attributes() {
    List<Attribute<ProcessDetail>> attributes = new ArrayList<>();
    TaskList.KIND
        .attributes()
        .forEach(attribute -> attributes.add(attribute.of(ProcessDetail::task)));
    attributes.add(number("innerPid", ProcessDetail::innerPid));
    attributes.add(path("executable", ProcessDetail::executable));
    attributes.add(list("environment", detail -> detail.environment().arguments()));
    attributes.add(Attribute.text("environmentProblem", detail -> detail.environment().problem()));
    attributes.add(objectIfPresent("credentials", ProcessDetail::credentials, CREDENTIALS));
    attributes.add(objects("namespaces", ProcessDetail::namespaces, NAMESPACES));
    return attributes;
  }

  @Override
  public void text(PrintWriter out) {
    String gap = "";
    for (ProcessDetail detail : details.items()) {
      out.print(gap);
      process(detail).print(out, "");
      gap = System.lineSeparator();
    }
  }

  private static TextTable process(ProcessDetail detail) {
    TextTable facts =
        new TextTable("process", "%d %s".formatted(detail.task().pid(), detail.task().comm()));
    facts.row("command", detail.task().shownCommand());
    facts.row("state", detail.task().state().letter());
    facts.row("parent", detail.task().ppid());
    facts.row("pid in its namespace", Text.cell(detail.innerPid()));
    facts.row("started", Text.sinceBoot(detail.task().startTimeNanos()) + " s after the start");
    facts.row("executable", Text.cell(detail.executable()));
    facts.row("directory", Text.cell(detail.task().places().directory()));
    facts.row("root", Text.cell(detail.task().places().root()));
    facts.row("control group", Text.cell(detail.task().places().controlGroup()));
    detail
        .task()
        .places()
        .legacyControlGroups()
        .ifPresent(groups -> groups.forEach(group -> facts.row("control group", group)));
    detail.credentials().ifPresent(who -> credentials(who, facts));
    facts.row(
        "namespaces",
        detail.namespaces().stream().map(Namespace::toString).collect(Collectors.joining(" ")));
    detail.environment().problem().ifPresent(why -> facts.row("environment", "incomplete: " + why));
    detail.environment().arguments().forEach(variable -> facts.row("environment", variable));
    return facts;
  }

  private static void credentials(Credentials who, TextTable facts) {
    facts.row("user", "%d, effective %d, saved %d".formatted(who.uid(), who.euid(), who.suid()));
    facts.row("group", "%d, effective %d, saved %d".formatted(who.gid(), who.egid(), who.sgid()));
    facts.row("groups", Text.cell(who.groups()));
    facts.row("capabilities", new Address(who.effective()) + " of " + new Address(who.permitted()));
  }

  @Override
  public void found(JsonGenerator json) throws IOException {
    PROCESSES.writeArray(json, PROCESSES.name(), details.items());
  }

  @Override
  public void lines(JsonGenerator json) throws IOException {
    for (ProcessDetail detail : details.items()) {
      Json.value(json, PROCESSES.json(detail));
    }
  }

  @Override
  public void csv(PrintWriter out) {
    PROCESSES.printCsv(out, details.items());
  }

  /** What is shown, and what could not be read. */
  public Listing<ProcessDetail> listing() {
    return new Listing<>(details.items(), problems(), details.whole());
  }

  @Override
  public List<String> problems() {
    return Stream.concat(listingProblems.stream(), details.problems().stream()).toList();
  }
}
