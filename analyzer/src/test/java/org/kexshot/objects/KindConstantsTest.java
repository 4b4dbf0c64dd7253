package org.kexshot.objects;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kexshot.diff.memory.MemoryDifference;
import org.kexshot.diff.object.ObjectDifference;
import org.kexshot.diff.page.PageOwnerTotals;
import org.kexshot.diff.page.PageTotals;
import org.kexshot.diff.series.image.KeptImage;
import org.kexshot.diff.symbol.SymbolDifference;
import org.kexshot.diff.text.TextDifference;
import org.kexshot.kind.Listing;
import org.kexshot.kind.ObjectKind;
import org.kexshot.record.RandomRecords;
import org.kexshot.record.RecordException;
import org.kexshot.record.RecordReader;
import org.kexshot.record.RecordWriter;

/** Objects of every kind, and all else that a comparison tells, can be kept as bytes. */
class KindConstantsTest {
  private static final int OBJECTS = 40;

  /** Each kind with the class of its objects, as the constant {@code KIND} declares it. */
  private static Map<ObjectKind<?>, Type> kinds()
      throws IOException, ReflectiveOperationException, URISyntaxException {
    Path classes =
        Path.of(ObjectKind.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    List<Path> files;
    try (var walk = Files.walk(classes.resolve("org/kexshot/kernel"))) {
      files = walk.filter(file -> file.toString().endsWith(".class")).toList();
    }
    Map<ObjectKind<?>, Type> kinds = new LinkedHashMap<>();
    for (Path file : files) {
      String name = classes.relativize(file).toString().replace('/', '.');
      Class<?> type =
          Class.forName(
              name.substring(0, name.length() - ".class".length()),
              false,
              ObjectKind.class.getClassLoader());
      for (Field field : type.getDeclaredFields()) {
        if (field.getName().equals("KIND") && field.getType() == ObjectKind.class) {
          kinds.put(
              (ObjectKind<?>) field.get(null),
              ((ParameterizedType) field.getGenericType()).getActualTypeArguments()[0]);
        }
      }
    }
    return kinds;
  }

  @Test
  void whatIsKeptOfEachKindIsEqual() throws Exception {
    Map<ObjectKind<?>, Type> kinds = kinds();
    assertThat(kinds.keySet()).hasSameElementsAs(KernelObjectKinds.all());
    RandomRecords random = new RandomRecords(1);
    List<KeptImage.Kind> kept = new ArrayList<>();
    for (Map.Entry<ObjectKind<?>, Type> kind : kinds.entrySet()) {
      List<Object> objects = new ArrayList<>();
      for (int i = 0; i < OBJECTS; i++) {
        objects.add(random.value(kind.getValue()));
      }
      Listing<?> listing = new Listing<>(objects, List.of("one is missing"), true);
      kept.add(
          new KeptImage.Kind(
              listing(kind.getKey(), listing),
              Map.of("pages", Map.of("1 init", OptionalLong.empty(), "2 sh", OptionalLong.of(3)))));
    }
    kept.add(
        new KeptImage.Kind(
            KindListing.unreadable(KernelObjectKinds.all().get(0), "no symbols"), Map.of()));
    assertSame(new KeptImage(OptionalLong.of(7), kept));
  }

  @SuppressWarnings("unchecked") // The objects are of the class that the kind declares.
  private static <T> KindListing<T> listing(ObjectKind<T> kind, Listing<?> listing) {
    return KindListing.of(kind, (Listing<T>) listing);
  }

  @Test
  void whatIsKeptOfAComparisonOfEachKindIsEqual() throws Exception {
    RandomRecords random = new RandomRecords(2);
    for (Map.Entry<ObjectKind<?>, Type> kind : kinds().entrySet()) {
      assertSame(difference(kind.getKey(), random, kind.getValue()));
    }
    assertSame(ObjectDifference.notCompared(KernelObjectKinds.all().get(1), "no symbols"));
  }

  @SuppressWarnings("unchecked") // The objects are of the class that the kind declares.
  private static <T> ObjectDifference<T> difference(
      ObjectKind<T> kind, RandomRecords random, Type type) {
    T one = (T) random.value(type);
    T other = (T) random.value(type);
    return new ObjectDifference<>(
        kind,
        List.of(one),
        List.of(other),
        List.of(one, other),
        List.of(),
        List.of(new ObjectDifference.Change<>(one, other, kind.attributes())),
        List.of(),
        Optional.empty(),
        List.of("second image: cut"),
        false);
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        MemoryDifference.class,
        SymbolDifference.class,
        TextDifference.class,
        PageTotals.class,
        PageOwnerTotals.class
      })
  void whatIsKeptOfTheRestIsEqual(Class<?> type) throws RecordException {
    RandomRecords random = new RandomRecords(3);
    for (int i = 0; i < OBJECTS; i++) {
      assertSame(random.value(type));
    }
  }

  private static void assertSame(Object value) throws RecordException {
    RecordWriter writer = new RecordWriter(KindConstants.all());
    writer.write(value);
    RecordReader reader = new RecordReader(writer.bytes(), KindConstants.all());
    assertThat((Object) reader.read(value.getClass())).isEqualTo(value);
    assertThat(reader.isAtEnd()).isTrue();
  }
}
