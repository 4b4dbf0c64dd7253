package org.kexshot.store.manifest;

/**
 * What the name of a manifest's file says, be the manifest readable or not.
 *
 * @param sequence position in the repository, from 1
 * @param id SHA-256 of the manifest, 64 lower-case hexadecimal digits
 */
public record SnapshotName(int sequence, String id) {
  public String shortId() {
    return id.substring(0, Snapshot.SHORT_ID_LENGTH);
  }
}
