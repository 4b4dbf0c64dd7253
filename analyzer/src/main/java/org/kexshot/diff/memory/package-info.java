/** Whose the bytes are that changed between two images of one boot, and which members they are. */
package org.kexshot.diff.memory;
