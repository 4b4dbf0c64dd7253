/**
 * Page-table walks: from a virtual address of the imaged machine to the physical memory that its
 * own processor would have reached. Needs nothing but {@code java.base}, since the capture agent
 * uses it too.
 */
package org.kexshot.paging;
