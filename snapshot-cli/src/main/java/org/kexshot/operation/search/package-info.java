/** Searches memory itself: the pages of snapshots and files for patterns of bytes. */
package org.kexshot.operation.search;
