/** Compares kernel objects of any kind, as the roles of its attributes say. */
package org.kexshot.diff.object;
