/** What the snapshot device carries between the two kernels. */
package org.kexshot.capture.channel;
