/** Searches snapshots with Apache Lucene. No Lucene type leaves this package. */
package org.kexshot.index;
