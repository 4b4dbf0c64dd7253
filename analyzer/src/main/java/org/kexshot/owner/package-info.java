/** Whose page is it: what each page frame of an image holds, and for whom. */
package org.kexshot.owner;
