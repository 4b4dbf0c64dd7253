/** Strings in bytes of memory: where text of each encoding begins and how long it is. */
package org.kexshot.strings;
