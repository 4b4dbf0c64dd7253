/**
 * What differs between two images: page by page, kernel object by kernel object, and symbol by
 * symbol. Works on any two images; {@link org.kexshot.diff.ImageRelation} tells how far they can be
 * compared.
 */
package org.kexshot.diff;
