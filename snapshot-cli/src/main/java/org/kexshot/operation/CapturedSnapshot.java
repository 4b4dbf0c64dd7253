package org.kexshot.operation;

import org.kexshot.capture.CapturedMemory;
import org.kexshot.store.manifest.Snapshot;

/**
 * A snapshot in the repository and the capture that it came from, of which only the figures are
 * still there.
 */
public record CapturedSnapshot(Snapshot snapshot, CapturedMemory captured) {}
