/** What writers of dumps share: sinks, packing by all processors, compression, progress. */
package org.kexshot.format.write;
