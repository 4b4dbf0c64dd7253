/** Whose each byte of a page frame is: which object's of whom, and of which type that is. */
package org.kexshot.owner.bytes;
