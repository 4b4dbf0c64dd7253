/** Compares data symbols byte by byte. */
package org.kexshot.diff.symbol;
