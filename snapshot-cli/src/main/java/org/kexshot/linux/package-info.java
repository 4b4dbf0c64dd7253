/** System calls and files of the running Linux, through JNA and /proc. */
package org.kexshot.linux;
