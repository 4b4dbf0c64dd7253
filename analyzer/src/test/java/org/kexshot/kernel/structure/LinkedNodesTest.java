package org.kexshot.kernel.structure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.kexshot.kernel.Problems;
import org.kexshot.memory.FakePhysicalMemory;
import org.kexshot.memory.FakeVirtualMemory;

class LinkedNodesTest {
  private static final int NODES = 200_000;

  /** Of a list that is none, each node has its own fault, and faults are what takes time. */
  @Test
  void aReaderThatFindsNothingButFaultsEnds() throws Exception {
    FakePhysicalMemory memory = new FakePhysicalMemory(8 * NODES + 8);
    for (int i = 0; i < NODES; i++) {
      byte[] next = new byte[8];
      long at = i + 1 < NODES ? 8L * (i + 1) : 0;
      for (int j = 0; j < 8; j++) {
        next[j] = (byte) (at >>> 8 * j);
      }
      memory.write(8L * i, next);
    }
    Problems problems = new Problems();
    int[] visited = new int[1];
    new LinkedNodes(new FakeVirtualMemory(memory, 0, 8), problems)
        .circular(
            "a list",
            0,
            node -> {
              visited[0]++;
              throw new IOException("nothing there");
            });
    assertThat(visited[0]).isLessThan(NODES);
    assertThat(problems.areTooMany()).isTrue();
    assertThat(problems.list()).last().asString().contains("so that the rest was not read");
  }
}
