/** Block devices. */
package org.kexshot.kernel.block;
