/**
 * Images of memory whatever their file format: what a dump is, ELF headers and notes, and how it
 * fails.
 */
package org.kexshot.format;
