/** What a block device already holds and who uses it, so that nothing is overwritten by mistake. */
package org.kexshot.device;
