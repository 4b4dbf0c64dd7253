/** Patterns of bytes: text, bytes with gaps and regular expressions, found in linear time. */
package org.kexshot.pattern;
