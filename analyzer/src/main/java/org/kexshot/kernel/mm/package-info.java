/** Memory management: page descriptors, zones, counters, vmalloc areas, reverse mappings. */
package org.kexshot.kernel.mm;
