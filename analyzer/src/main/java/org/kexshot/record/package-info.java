/** Records of plain data as bytes, and back: what was derived from an image, to be kept. */
package org.kexshot.record;
