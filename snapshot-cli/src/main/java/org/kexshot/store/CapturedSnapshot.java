package org.kexshot.store;

import org.kexshot.capture.CapturedMemory;

/**
 * A snapshot in the repository and the capture that it came from, of which only the figures are
 * still there.
 */
public record CapturedSnapshot(Snapshot snapshot, CapturedMemory captured) {}
