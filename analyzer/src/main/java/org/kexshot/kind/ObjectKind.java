package org.kexshot.kind;

import java.io.IOException;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntPredicate;
import org.kexshot.format.LiveReading;
import org.kexshot.kernel.KernelImage;

/**
 * A kind of kernel object, declared once beside its reader: what it is called, how it is read and
 * what there is to say of each object.
 *
 * @param name of one, in search: {@code kind:module}, and {@code module:dummy} for the module that
 *     has {@code dummy} in its title
 * @param plural of many, in JSON
 * @param description what a listing of them tells, a sentence for {@code --help}
 * @param reader reads them, of some processes where the kind belongs to processes
 * @param ofProcesses whether each belongs to a process, so that the reader can be told which
 * @param title one line that tells an object from others of its kind
 * @param attributes in the order in which they are shown
 */
public record ObjectKind<T>(
    String name,
    String plural,
    String description,
    ProcessObjectReader<T> reader,
    boolean ofProcesses,
    Function<T, String> title,
    List<Attribute<T>> attributes) {
  public ObjectKind {
    attributes = List.copyOf(attributes);
  }

  /** A kind that is read as a whole. */
  public static <T> ObjectKind<T> of(
      String name,
      String plural,
      String description,
      ObjectReader<T> reader,
      Function<T, String> title,
      List<Attribute<T>> attributes) {
    return new ObjectKind<>(
        name, plural, description, (image, wanted) -> reader.read(image), false, title, attributes);
  }

  /** A kind whose objects belong to processes. */
  public static <T> ObjectKind<T> ofProcesses(
      String name,
      String plural,
      String description,
      ProcessObjectReader<T> reader,
      Function<T, String> title,
      List<Attribute<T>> attributes) {
    return new ObjectKind<>(name, plural, description, reader, true, title, attributes);
  }

  /**
   * Reads all objects of the kind. Problems of an image that is not of one instant say so: a list
   * may have been torn as it was read.
   *
   * @throws IOException if nothing can be read at all: symbols or types are missing
   */
  public Listing<T> read(KernelImage image) throws IOException {
    return read(image, pid -> true);
  }

  /** Reads those of some processes, or all if the kind does not belong to processes. */
  public Listing<T> read(KernelImage image, IntPredicate wanted) throws IOException {
    Listing<T> listing = reader.read(image, wanted);
    return image.liveReading().isPresent()
        ? listing.because(LiveReading.NOT_OF_ONE_INSTANT)
        : listing;
  }

  /** What the objects are called in text: {@code openFiles} are {@code open files}. */
  public String words() {
    return Attribute.words(plural);
  }

  /** A kind is declared once, so that none is equal to it but itself. */
  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }
}
