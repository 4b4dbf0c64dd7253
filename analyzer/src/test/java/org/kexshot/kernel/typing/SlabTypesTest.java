package org.kexshot.kernel.typing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kexshot.kernel.FakeKernel;
import org.kexshot.kernel.KernelImage;

class SlabTypesTest {
  private final FakeKernel kernel = new FakeKernel();

  @BeforeEach
  void layOut() {
    kernel
        .define("file", "f_flags: unsigned int[20]")
        .define("dentry", "d_flags: unsigned int[30]")
        .define("other", "a: unsigned int[30]")
        .define("lonely", "a: unsigned int[50]")
        .define("tiny", "a: unsigned int[7]")
        .define("mm_struct", "count: unsigned int[20]", "cpu_bitmap: unsigned int[0]")
        .define("task_struct", "state: unsigned int[100]")
        .define(
            "kmem_cache",
            "name: *char",
            "object_size: unsigned int",
            "size: unsigned int",
            "refcount: int");
  }

  private String type(String cache, long objectSize) throws IOException {
    return told(new SlabTypes(kernel.open()).of(cache, objectSize));
  }

  private static String told(Optional<Typing> typing) {
    return typing.map(type -> type.spelled() + " " + type.certainty()).orElse("none");
  }

  @Test
  void aCacheIsOfTheStructureThatItsNameLeadsTo() throws Exception {
    assertThat(type("filp", 80)).isEqualTo("struct file NAME");
    assertThat(type("dentry", 120)).isEqualTo("struct dentry NAME");
  }

  @Test
  void aNameWhoseSizeIsWrongSaysNothing() throws Exception {
    assertThat(type("filp", 84)).isEqualTo("none");
    assertThat(type("dentry", 128)).isEqualTo("none");
  }

  @Test
  void theOnlyStructureOfASizeIsAGuess() throws Exception {
    assertThat(type("lonely_cache", 200)).isEqualTo("struct lonely SIZE");
    assertThat(type("of_two", 120)).isEqualTo("none");
    assertThat(type("too_small_to_tell", 28)).isEqualTo("none");
    assertThat(type("kmalloc-200", 200)).isEqualTo("none");
  }

  @Test
  void objectsMayBeLargerByAnArrayWithoutASizeOrCut() throws Exception {
    assertThat(type("mm_struct", 88)).isEqualTo("struct mm_struct NAME");
    assertThat(type("task_struct", 360)).isEqualTo("struct task_struct NAME");
    assertThat(type("task_struct", 404)).isEqualTo("none");
  }

  @Test
  void aCacheThatHoldsObjectsOfSeveralTypesHasNone() throws Exception {
    long cache = kernel.allocate("kmem_cache");
    kernel.set(cache, "kmem_cache", "name", kernel.string("dentry"));
    kernel.set(cache, "kmem_cache", "object_size", 120);
    kernel.set(cache, "kmem_cache", "refcount", 2);
    KernelImage image = kernel.open();
    assertThat(new SlabTypes(image).of(image.struct("kmem_cache", cache))).isEmpty();
    kernel.set(cache, "kmem_cache", "refcount", 1);
    KernelImage alone = kernel.open();
    assertThat(told(new SlabTypes(alone).of(alone.struct("kmem_cache", cache))))
        .isEqualTo("struct dentry NAME");
  }
}
