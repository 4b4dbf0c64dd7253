/** Compares the kernel's code and constants, and says which changes the kernel itself made. */
package org.kexshot.diff.text;
