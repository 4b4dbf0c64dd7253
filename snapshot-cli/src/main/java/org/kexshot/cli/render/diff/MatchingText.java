package org.kexshot.cli.render.diff;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kexshot.cli.render.Json;
import org.kexshot.diff.ImageDifference;
import org.kexshot.diff.ImageRelation;
import org.kexshot.diff.object.Identities;
import org.kexshot.kernel.net.SocketList;
import org.kexshot.kernel.process.OpenFileList;
import org.kexshot.kernel.process.TaskList;
import org.kexshot.kind.Attribute;
import org.kexshot.kind.ObjectKind;
import org.kexshot.objects.KernelObjectKinds;

/** By what objects of two images were matched, in words and as JSON. */
public final class MatchingText {
  /** Kinds that stand for all in a sentence. */
  private static final List<ObjectKind<?>> EXAMPLES =
      List.of(TaskList.KIND, OpenFileList.KIND, SocketList.KIND);

  private MatchingText() {}

  /** A sentence, where objects are not matched by what the kernel knows them by. */
  public static Optional<String> sentence(ImageDifference difference) {
    Identities identities = difference.identities();
    if (difference.relation() == ImageRelation.SAME_BOOT) {
      return given(identities);
    }
    if (difference.relation() == ImageRelation.UNKNOWN) {
      return Optional.empty();
    }
    String kinds =
        Stream.concat(
                EXAMPLES.stream(),
                KernelObjectKinds.all().stream()
                    .filter(kind -> identities.isGiven(kind) && !EXAMPLES.contains(kind)))
            .map(kind -> identities.words(kind, false))
            .collect(Collectors.joining("; "));
    return Optional.of(
        "objects are matched by what they are called, for each boot has its own addresses and"
            + " numbers: "
            + kinds
            + "; others as docs/kinds.md says (--identity names other attributes)");
  }

  /** A sentence about the kinds for which the user named attributes, if there are any. */
  public static Optional<String> given(Identities identities) {
    List<String> given = identities.givenWords();
    return given.isEmpty()
        ? Optional.empty()
        : Optional.of("as asked for, objects are matched so: " + String.join("; ", given));
  }

  /** Writes the member {@code matchedBy}: names of attributes by the kind's plural. */
  static void json(JsonGenerator json, ImageDifference difference) throws IOException {
    json(json, difference.identities(), difference.relation() == ImageRelation.SAME_BOOT);
  }

  /** The same of what is matched so in one boot, or across boots. */
  public static void json(JsonGenerator json, Identities identities, boolean sameBoot)
      throws IOException {
    json.writeObjectFieldStart("matchedBy");
    for (ObjectKind<?> kind : KernelObjectKinds.all()) {
      Json.texts(json, kind.plural(), names(identities, kind, sameBoot));
    }
    json.writeEndObject();
  }

  private static <T> List<String> names(
      Identities identities, ObjectKind<T> kind, boolean sameBoot) {
    return identities.of(kind, sameBoot).stream().map(Attribute::name).toList();
  }
}
