/**
 * The kernel's generic data structures: lists, red-black and maple trees, xarrays, per-cpu areas.
 */
package org.kexshot.kernel.structure;
