/**
 * Kernel objects read from an image: one small reader a kind of object, each giving plain records.
 * Readers ask the image's own type information for members and never a version for a layout.
 */
package org.kexshot.kernel;
