/** The running kernel's memory as {@code /proc/kcore} shows it. */
package org.kexshot.linux.kcore;
