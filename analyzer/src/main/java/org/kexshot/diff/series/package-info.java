/**
 * Compares a series of images: what became of each kernel object, which amounts grew, how fast, and
 * what leaks. One image is looked at after the other, and reduced to what the series keeps.
 */
package org.kexshot.diff.series;
