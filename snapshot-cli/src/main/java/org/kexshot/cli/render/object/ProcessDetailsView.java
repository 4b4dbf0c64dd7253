package org.kexshot.cli.render.object;

import static org.kexshot.cli.render.Field.member;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kexshot.cli.render.Address;
import org.kexshot.cli.render.Field;
import org.kexshot.cli.render.ImageView;
import org.kexshot.cli.render.ObjectTable;
import org.kexshot.cli.render.Text;
import org.kexshot.cli.render.TextTable;
import org.kexshot.kernel.process.Credentials;
import org.kexshot.kernel.process.Namespace;
import org.kexshot.kernel.process.ProcessDetail;
import org.kexshot.kind.Listing;

/**
 * Processes with all that is known of each, a block of lines a process.
 *
 * @param listingProblems what was missing already when they were listed
 */
public record ProcessDetailsView(Listing<ProcessDetail> details, List<String> listingProblems)
    implements ImageView {
  private static final ObjectTable<Credentials> CREDENTIALS =
      new ObjectTable<>(
          "credentials",
          List.of(
              member("uid", Credentials::uid),
              member("euid", Credentials::euid),
              member("suid", Credentials::suid),
              member("gid", Credentials::gid),
              member("egid", Credentials::egid),
              member("sgid", Credentials::sgid),
              member("groups", Credentials::groups),
              member("permitted", credentials -> new Address(credentials.permitted())),
              member("effective", credentials -> new Address(credentials.effective())),
              member("bounding", credentials -> new Address(credentials.bounding()))));

  private static final ObjectTable<Namespace> NAMESPACES =
      new ObjectTable<>(
          "namespaces",
          List.of(member("kind", Namespace::kind), member("number", Namespace::number)));

  private static final ObjectTable<ProcessDetail> PROCESSES =
      new ObjectTable<>("processes", fields());

  private static List<Field<ProcessDetail>> fields() {
    List<Field<ProcessDetail>> fields = new ArrayList<>();
    ProcessTable.PROCESSES.fields().forEach(field -> fields.add(field.of(ProcessDetail::task)));
    fields.add(member("innerPid", ProcessDetail::innerPid));
    fields.add(member("executable", ProcessDetail::executable));
    fields.add(member("directory", ProcessDetail::directory));
    fields.add(member("root", ProcessDetail::root));
    fields.add(member("environment", detail -> detail.environment().arguments()));
    fields.add(member("environmentProblem", detail -> detail.environment().problem()));
    fields.add(member("credentials", detail -> detail.credentials().map(CREDENTIALS::json)));
    fields.add(Field.objects("namespaces", ProcessDetail::namespaces, NAMESPACES));
    return fields;
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
    facts.row("command", ProcessTable.command(detail.task()));
    facts.row("state", detail.task().state().letter());
    facts.row("parent", detail.task().ppid());
    facts.row("pid in its namespace", Text.cell(detail.innerPid()));
    facts.row("started", Text.sinceBoot(detail.task().startTimeNanos()) + " s after the start");
    facts.row("executable", Text.cell(detail.executable()));
    facts.row("directory", Text.cell(detail.directory()));
    facts.row("root", Text.cell(detail.root()));
    detail.credentials().ifPresent(who -> credentials(who, facts));
    facts.row(
        "namespaces",
        detail.namespaces().stream().map(Namespace::toString).collect(Collectors.joining(" ")));
    detail.environment().problem().ifPresent(why -> facts.row("environment", "unreadable: " + why));
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
  public List<String> problems() {
    return Stream.concat(listingProblems.stream(), details.problems().stream()).toList();
  }
}
