/** Variables of the kernel, printed by their types. */
package org.kexshot.kernel.value;
