/** Loads what the user names, a kernel or a program in ELF format, to be jumped into as it is. */
package org.kexshot.loader;
