package org.kexshot.store;

import org.kexshot.capture.CapturedDump;

/** A snapshot in the repository and the capture that it came from. */
public record CapturedSnapshot(Snapshot snapshot, CapturedDump captured) {}
