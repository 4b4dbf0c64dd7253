/** Pages: blocks of them in packs, and the directory that finds a page by its hash. */
package org.kexshot.store.page;
