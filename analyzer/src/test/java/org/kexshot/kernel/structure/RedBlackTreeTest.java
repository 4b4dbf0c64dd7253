package org.kexshot.kernel.structure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kexshot.kernel.FakeKernel;
import org.kexshot.kernel.Problems;

class RedBlackTreeTest {
  private final FakeKernel kernel = new FakeKernel();
  private final Problems problems = new Problems();
  private final List<Long> found = new ArrayList<>();
  private long root;
  private long top;
  private long left;
  private long right;

  @BeforeEach
  void plant() throws IOException {
    kernel.define("rb_node", "color: unsigned int", "rb_right: *rb_node", "rb_left: *rb_node");
    root = kernel.allocate(4);
    top = kernel.allocate("rb_node");
    left = kernel.allocate("rb_node");
    right = kernel.allocate("rb_node");
    kernel.number(root, top, 4);
    kernel.set(top, "rb_node", "rb_left", left);
    kernel.set(top, "rb_node", "rb_right", right);
  }

  private void walk() throws IOException {
    new RedBlackTree(kernel.open(), problems).forEach("the tree", root, found::add);
  }

  @Test
  void goesInOrder() throws Exception {
    walk();
    assertThat(found).containsExactly(left, top, right);
    assertThat(problems.list()).isEmpty();
  }

  @Test
  void aCircleEnds() throws Exception {
    kernel.set(right, "rb_node", "rb_right", top);
    walk();
    assertThat(found).containsExactly(left, top, right);
    assertThat(problems.list()).hasSize(1).first().asString().contains("runs in a circle");
  }

  @Test
  void aBranchThatLeadsNowhereIsLeftOut() throws Exception {
    kernel.set(top, "rb_node", "rb_left", 0x1234);
    walk();
    assertThat(found).containsExactly(top, right);
    assertThat(problems.list()).hasSize(1).first().asString().contains("breaks off at 0x1234");
  }
}
