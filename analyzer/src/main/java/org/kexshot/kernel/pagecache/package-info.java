/** Files whose pages are in memory. */
package org.kexshot.kernel.pagecache;
