/**
 * Compressions of pages and blocks, each behind a {@link org.kexshot.compress.Codec}: by a native
 * library where the platform has one, and else in Java. What one packs the other unpacks.
 */
package org.kexshot.compress;
