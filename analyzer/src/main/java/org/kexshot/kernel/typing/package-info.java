/** Of which type the kernel's data is where nothing in it says so, and how sure that is. */
package org.kexshot.kernel.typing;
