/**
 * The kernel's code: where it patches itself, what it makes while it runs, and what changed in it.
 */
package org.kexshot.kernel.text;
