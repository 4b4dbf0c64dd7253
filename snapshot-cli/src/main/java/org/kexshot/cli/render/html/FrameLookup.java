package org.kexshot.cli.render.html;

import java.util.OptionalLong;

/** Finds the page frame to which a kernel maps a virtual address; empty if it maps it to none. */
@FunctionalInterface
public interface FrameLookup {
  OptionalLong frame(long virtualAddress);
}
