/**
 * Compressions of pages, blocks and files: by native libraries, or in Java where the platform has
 * none. What one packs the other unpacks.
 */
package org.kexshot.compress;
