/** Slab caches and their objects. */
package org.kexshot.kernel.slab;
