package org.kexshot.kernel.typing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kexshot.kernel.FakeKernel;
import org.kexshot.symbols.Symbol;

class SymbolTypesTest {
  private static final long DATA = FakeKernel.PAGE_OFFSET + 0x20_0000;

  private final FakeKernel kernel = new FakeKernel();

  @BeforeEach
  void layOut() {
    kernel
        .define("files_stat_struct", "nr_files: int", "nr_free: int", "max: int")
        .define("list_head", "next: *char", "prev: *char")
        .define("work_struct", "data: int[4]")
        .define("delayed_work", "work: work_struct", "timer: int[6]")
        .define("hlist_head", "first: *char")
        .define("tick_sched", "idle: int[8]")
        .variable("tick_cpu_sched", "tick_sched");
  }

  private String type(String name, long size) throws IOException {
    kernel.symbol(name, DATA);
    return new SymbolTypes(kernel.open())
        .of(new Symbol(name, DATA, size, 'D', ""))
        .map(type -> type.spelled() + " " + type.certainty())
        .orElse("none");
  }

  @Test
  void btfTellsOfItsVariables() throws Exception {
    assertThat(type("tick_cpu_sched", 32)).isEqualTo("struct tick_sched BTF");
  }

  /** BTF has no addresses, so that it may mean the other. */
  @Test
  void ofTwoVariablesWithOneNameBtfSaysNothing() throws Exception {
    kernel.fileSymbol("tick_cpu_sched", DATA + 64);
    assertThat(type("tick_cpu_sched", 32)).isEqualTo("none");
  }

  @Test
  void aNameThatIsAlmostTheTagOfAStructureOfItsSizeIsOfIt() throws Exception {
    assertThat(type("files_stat", 12)).isEqualTo("struct files_stat_struct NAME");
    assertThat(type("files_stat", 64)).isEqualTo("struct files_stat_struct NAME");
  }

  @Test
  void aSizeThatIsWrongRulesItOut() throws Exception {
    assertThat(type("files_stat", 8)).isEqualTo("none");
    assertThat(type("files_stat", 76)).isEqualTo("none");
  }

  @Test
  void theFormOfANameIsAGuessAndTheLargestThatFitsIsTaken() throws Exception {
    assertThat(type("some_work", 64)).isEqualTo("struct delayed_work FORM");
    assertThat(type("some_work", 16)).isEqualTo("struct work_struct FORM");
    assertThat(type("shrinker_list", 8)).isEqualTo("struct list_head FORM");
    assertThat(type("anything", 8)).isEqualTo("none");
  }

  @Test
  void aTableHasAsManyElementsAsThereIsRoomFor() throws Exception {
    assertThat(type("css_set_table", 64)).isEqualTo("struct hlist_head[16] NAME");
  }
}
