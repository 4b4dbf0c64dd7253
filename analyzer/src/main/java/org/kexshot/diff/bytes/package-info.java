/** Which bytes of two pages differ, of which members they are, and what values those have. */
package org.kexshot.diff.bytes;
