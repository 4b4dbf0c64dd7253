package org.kexshot.objects;

import java.util.List;
import org.kexshot.kind.Attribute;
import org.kexshot.kind.ObjectKind;
import org.kexshot.record.Constants;

/** The kinds of kernel objects and their attributes, by which kept records name them. */
public final class KindConstants {
  private static final Constants ALL = gather();

  private KindConstants() {}

  /** Each kind by its name, and each of its attributes by its place. */
  public static Constants all() {
    return ALL;
  }

  private static Constants gather() {
    Constants constants = new Constants();
    for (ObjectKind<?> kind : KernelObjectKinds.all()) {
      constants.with(kind.name(), kind);
      List<? extends Attribute<?>> attributes = kind.attributes();
      for (int i = 0; i < attributes.size(); i++) {
        constants.with(kind.name() + "." + i, attributes.get(i));
      }
    }
    return constants;
  }
}
