/** Physical and virtual memory as readers see it, and the states of a page. */
package org.kexshot.memory;
