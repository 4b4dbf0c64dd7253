/** Images of memory whatever their file format: what a dump is, its notes, and how it fails. */
package org.kexshot.format;
