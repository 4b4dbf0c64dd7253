/**
 * Kinds of kernel objects: their attributes, and what readers of them give.
 *
 * <p>A kind is declared once, as a constant of its reader; {@link org.kexshot.objects} lists them
 * all.
 */
package org.kexshot.kind;
