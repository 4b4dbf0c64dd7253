/** Compares data symbols byte by byte, and tells which of their members differ. */
package org.kexshot.diff.symbol;
