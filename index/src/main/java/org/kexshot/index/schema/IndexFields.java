package org.kexshot.index.schema;

import java.util.List;

/**
 * Names of the index's fields. A field that bears a kind's name holds what an object of that kind
 * is known by, so that {@code module:dummy} finds the module and not the log lines about it.
 */
public final class IndexFields {
  /** Changed with every change of fields or analysis; an index of another version is made anew. */
  public static final int SCHEMA_VERSION = 2;

  /** All text of an object; searched if a query names no field. */
  public static final String ALL = "all";

  /**
   * {@code snapshot}, {@code process}, {@code module}, {@code socket}, {@code sysctl} or {@code
   * log}.
   */
  public static final String KIND = "kind";

  /** Full id of the snapshot that the object is of; on documents of every kind. */
  public static final String SNAPSHOT_ID = "id";

  /** One line for a person; stored only. */
  public static final String TITLE = "title";

  public static final String SNAPSHOT = "snapshot";
  public static final String PROCESS = "process";
  public static final String MODULE = "module";
  public static final String SOCKET = "socket";
  public static final String SYSCTL = "sysctl";
  public static final String LOG = "log";

  /** Fields that a query may name. */
  public static final List<String> QUERYABLE =
      List.of(
          KIND,
          SNAPSHOT_ID,
          SNAPSHOT,
          PROCESS,
          MODULE,
          SOCKET,
          SYSCTL,
          LOG,
          "label",
          "note",
          "tag",
          "host",
          "kernel",
          "pid",
          "ppid",
          "uid",
          "name",
          "command",
          "state",
          "protocol",
          "local",
          "remote",
          "port",
          "inode",
          "level",
          "value");

  /** Fields whose values are found as a whole only. */
  public static final List<String> WHOLE =
      List.of(KIND, SNAPSHOT_ID, "pid", "ppid", "uid", "port", "inode", "level");

  private IndexFields() {}
}
