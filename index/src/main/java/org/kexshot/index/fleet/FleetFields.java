package org.kexshot.index.fleet;

import java.util.Locale;
import java.util.Set;
import org.kexshot.index.query.MemoryQuery;
import org.kexshot.index.schema.SearchSchema;
import org.kexshot.index.schema.ValueType;

/**
 * Names of fields of documents on a server. Fields of the schema have their own names there; these
 * are the others, of objects, boots and pages.
 */
public final class FleetFields {
  public static final String KIND = SearchSchema.KIND;
  static final String TITLE = "title";

  /** The machine's name. */
  public static final String MACHINE = MemoryQuery.MACHINE;

  /** Name of the repository that the document was sent from. */
  public static final String REPOSITORY = "repository";

  /** {@link FleetBoot#id}. */
  public static final String BOOT = "boot";

  /** The document's id, to sort by. */
  public static final String KEY = "document_id";

  /** A hash of the document without this field, by which it is told whether it is sent again. */
  public static final String DIGEST = "digest";

  /** Whether the last snapshot of the boot shows it, whichever that is. */
  static final String OPEN = "open";

  static final String FIRST_SEEN = "first_seen";

  /** Missing where {@link #OPEN} is true. */
  public static final String LAST_SEEN = "last_seen";

  /** Ranges of places of snapshots of the boot that show it. */
  static final String SHOWN = "shown";

  /** Ids of snapshots before which it was not there. */
  static final String CAME = "came";

  /** Ids of snapshots after which it was not there. */
  static final String WENT = "went";

  /** Ids of snapshots that show another value than the one before. */
  static final String CHANGED = "changed";

  /** Of snapshots: their place in the boot. */
  public static final String PLACE = "snapshot_place";

  /** Of snapshots: the label as it is. Of pages that of the snapshot that brought them. */
  public static final String LABEL = "label";

  /** Of snapshots: when it was taken, as Java writes it. */
  static final String TAKEN = "taken";

  /** Of snapshots: its full id. Of pages that of the snapshot that brought them. */
  public static final String SNAPSHOT_ID = "snapshot_id";

  /** Of snapshots: by what a query names them, in lower case. */
  static final String NAMES = "names";

  /** Network addresses in fields of text. */
  static final String IP = "ip";

  /** Addresses as numbers without a sign. */
  static final String UNSIGNED = "unsigned";

  /** Values that the other fields do not have or have together; kept, not searched. */
  static final String HISTORY = "history";

  /** Of a boot: ids of its snapshots on the server. */
  public static final String SNAPSHOTS = "snapshots";

  /** Of a boot, or of pages that a snapshot brought: documents that there are. */
  public static final String DOCUMENTS = "documents";

  /** Of pages: their number in their repository. */
  public static final String PAGE_NUMBER = "page";

  /** Of pages: the strings in them. */
  static final String STRINGS = "strings";

  /** Of pages that a snapshot brought: numbers of those whose strings are all there, as ranges. */
  public static final String PAGES = "pages";

  /** Behind a field's name: each value as one word, to sort, to count and for wildcards. */
  static final String WORD = ".word";

  private FleetFields() {}

  /** The name of a schema's field with values of one of its types. */
  static String name(String field, ValueType type) {
    Set<ValueType> types = SearchSchema.get().types(field);
    return types.isEmpty() || types.iterator().next() == type ? field : other(field, type);
  }

  private static String other(String field, ValueType type) {
    return field + "_" + type.name().toLowerCase(Locale.ROOT);
  }

  /** Names that no field of the schema may have. */
  static Set<String> reserved() {
    return Set.of(
        TITLE,
        MACHINE,
        REPOSITORY,
        BOOT,
        KEY,
        DIGEST,
        OPEN,
        SHOWN,
        CAME,
        WENT,
        PLACE,
        TAKEN,
        SNAPSHOT_ID,
        NAMES,
        IP,
        UNSIGNED,
        HISTORY);
  }
}
