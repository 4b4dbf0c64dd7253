/**
 * Writes any image as a dump that other tools read, filtered further, and says beforehand what each
 * dump level would keep of it.
 */
package org.kexshot.export;
