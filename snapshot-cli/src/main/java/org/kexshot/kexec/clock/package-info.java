/** What a jump does to the clocks of the system that makes it, and how that is put right. */
package org.kexshot.kexec.clock;
