/** Kernel modules, hidden ones too, and their symbols. */
package org.kexshot.kernel.module;
