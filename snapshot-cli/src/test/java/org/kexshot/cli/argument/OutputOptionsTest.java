package org.kexshot.cli.argument;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.kexshot.cli.argument.listing.ListingOptions;
import org.kexshot.cli.failure.ExitCode;
import org.kexshot.kernel.sysctl.Sysctl;
import org.kexshot.kernel.sysctl.SysctlList;
import org.kexshot.kind.Listing;
import picocli.CommandLine;

/** How a list is shown, whole or with damage: text, JSON, standard error and exit code. */
class OutputOptionsTest {
  private static final Sysctl SETTING =
      new Sysctl("kernel.panic", "1\033[2J", false, 0xffff_ffff_8000_0010L, 4, "int");

  private static final Sysctl OTHER =
      new Sysctl("vm.a,\"b\"", "60", false, 0xffff_ffff_8000_0020L, 4, "int");

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private static final class Listed implements Callable<Integer> {
    private final Listing<Sysctl> listing;
    private final Arguments arguments = new Arguments(this, "List settings.");
    private final ListingOptions listed = new ListingOptions(arguments);
    private final OutputOptions output = OutputOptions.ofList(arguments);

    private Listed(Listing<Sysctl> listing) {
      this.listing = listing;
    }

    @Override
    public Integer call() throws IOException {
      return output.show(listed.of(List.of(SysctlList.KIND)).view(SysctlList.KIND, listing));
    }
  }

  private int run(List<String> problems, String... arguments) {
    Listing<Sysctl> settings = new Listing<>(List.of(SETTING, OTHER), problems);
    return new CommandLine(new Listed(settings).arguments.spec())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }

  @Test
  void aWholeListIsOnlyItself() throws Exception {
    assertThat(run(List.of())).isZero();
    assertThat(out.toString().lines())
        .containsExactly(
            "SETTING       VALUE       FORM", "kernel.panic  1\\u001b[2J", "vm.a,\"b\"      60");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void damageIsToldOnStandardErrorAndByTheExitCode() {
    assertThat(run(List.of("the list breaks off"))).isEqualTo(ExitCode.INCOMPLETE.number());
    assertThat(out.toString().lines()).hasSize(3);
    assertThat(err.toString()).isEqualTo("kexshot: not readable: the list breaks off\n");
  }

  @Test
  void jsonHoldsTheDamageItself() throws Exception {
    assertThat(run(List.of("cut"), "--json")).isEqualTo(ExitCode.INCOMPLETE.number());
    JsonNode shown = new ObjectMapper().readTree(out.toString());
    assertThat(shown.get("problems").get(0).asText()).isEqualTo("cut");
    assertThat(shown.get("settings").get(0).get("address").asText())
        .isEqualTo("0xffffffff80000010");
    assertThat(shown.get("settings").get(0).get("value").asText()).isEqualTo("1\033[2J");
    assertThat(err.toString()).isEmpty();
  }

  /** Each item is an object of a line; what is missing is told beside them. */
  @Test
  void linesOfJsonAreItems() throws Exception {
    assertThat(run(List.of("cut"), "--json-lines")).isEqualTo(ExitCode.INCOMPLETE.number());
    List<String> lines = out.toString().lines().toList();
    assertThat(lines).hasSize(2);
    assertThat(new ObjectMapper().readTree(lines.get(0)).get("name").asText())
        .isEqualTo("kernel.panic");
    assertThat(out.toString()).endsWith("}\n");
    assertThat(err.toString()).isEqualTo("kexshot: not readable: cut\n");
  }

  @Test
  void valuesWithCommasAreQuotedAndNothingSteersATerminal() {
    assertThat(run(List.of(), "--csv", "--columns=name,value,address")).isZero();
    assertThat(out.toString().lines())
        .containsExactly(
            "name,value,address",
            "kernel.panic,1\\u001b[2J,0xffffffff80000010",
            "\"vm.a,\"\"b\"\"\",60,0xffffffff80000020");
  }

  @Test
  void columnsAreChosenByName() {
    assertThat(run(List.of(), "--columns", "address,name")).isZero();
    assertThat(out.toString().lines())
        .containsExactly(
            "ADDRESS             SETTING",
            "0xffffffff80000010  kernel.panic",
            "0xffffffff80000020  vm.a,\"b\"");
  }

  @Test
  void aColumnThatIsNoneIsToldWithTheNearest() {
    assertThat(run(List.of(), "--columns=adress")).isEqualTo(2);
    assertThat(err.toString()).contains("no column 'adress' (did you mean 'address'?)");
  }

  @Test
  void aQueryChoosesItems() {
    assertThat(run(List.of(), "--where=value:60", "--csv", "--columns=value")).isZero();
    assertThat(out.toString().lines()).containsExactly("value", "60");
  }

  @Test
  void formsExcludeEachOther() {
    assertThat(run(List.of(), "--json", "--csv")).isEqualTo(2);
    assertThat(err.toString()).contains("--csv: not with --json");
  }
}
