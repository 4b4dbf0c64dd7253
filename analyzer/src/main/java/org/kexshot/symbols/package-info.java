/** Symbols of the kernel and its modules, from the tables that the image itself holds. */
package org.kexshot.symbols;
