package org.kexshot.kernel.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kexshot.kernel.FakeKernel;
import org.kexshot.kind.Listing;

/** A program that uses one map. */
class BpfObjectListTest {
  private final FakeKernel kernel = new FakeKernel();
  private long map;
  private long maps;

  @BeforeEach
  void layOut() throws IOException {
    kernel
        .define("xarray", "xa_head: *char")
        .define("xa_node", "shift: unsigned char", "slots: unsigned int[4]")
        .define("idr", "idr_rt: xarray", "idr_base: unsigned int")
        .define(
            "bpf_map",
            "map_type: int",
            "key_size: unsigned int",
            "value_size: unsigned int",
            "max_entries: unsigned int",
            "id: unsigned int",
            "name: char[16]")
        .define(
            "bpf_prog_aux",
            "used_map_cnt: unsigned int",
            "id: unsigned int",
            "used_maps: *char",
            "name: char[16]")
        .define(
            "bpf_prog",
            "jited: unsigned short",
            "type: int",
            "len: unsigned int",
            "tag: char[8]",
            "bpf_func: *char",
            "aux: *bpf_prog_aux");
    map = kernel.allocateOnOwnPage("bpf_map");
    kernel.set(map, "bpf_map", "id", 5);
    kernel.set(map, "bpf_map", "key_size", 4);
    kernel.set(map, "bpf_map", "value_size", 8);
    kernel.set(map, "bpf_map", "max_entries", 100);
    kernel.text(map, "bpf_map", "name", "counters");
    long program = kernel.allocate("bpf_prog");
    long details = kernel.allocate("bpf_prog_aux");
    maps = kernel.allocate(4);
    kernel.number(maps, map, 4);
    kernel.set(details, "bpf_prog_aux", "id", 3);
    kernel.set(details, "bpf_prog_aux", "used_map_cnt", 1);
    kernel.set(details, "bpf_prog_aux", "used_maps", maps);
    kernel.text(details, "bpf_prog_aux", "name", "count");
    kernel.set(program, "bpf_prog", "aux", details);
    kernel.set(program, "bpf_prog", "jited", 1);
    kernel.set(program, "bpf_prog", "len", 12);
    table("prog_idr", program);
    table("map_idr", map);
  }

  private void table(String symbol, long entry) throws IOException {
    long idr = kernel.allocate("idr");
    kernel.symbol(symbol, idr);
    kernel.set(idr, "idr", "idr_rt.xa_head", entry);
  }

  @Test
  void readsProgramsAndMaps() throws Exception {
    Listing<BpfObject> objects = BpfObjectList.read(kernel.open());
    assertThat(objects.problems()).isEmpty();
    assertThat(objects.items())
        .extracting(object -> object.map() + " " + object.id() + " " + object.name())
        .containsExactly("false 3 count", "true 5 counters");
    assertThat(objects.items().get(0).maps()).isEqualTo(List.of(5L));
    assertThat(objects.items().get(0).detail()).startsWith("12 instructions, compiled");
    assertThat(objects.items().get(1).detail())
        .isEqualTo("100 entries at most, key 4 bytes, value 8 bytes");
  }

  @Test
  void aMapThatIsNotThereIsTold() throws Exception {
    kernel.exclude(map);
    Listing<BpfObject> objects = BpfObjectList.read(kernel.open());
    assertThat(objects.items()).isEmpty();
    assertThat(objects.problems())
        .hasSize(2)
        .allSatisfy(p -> assertThat(p).contains("table of BPF"));
  }
}
