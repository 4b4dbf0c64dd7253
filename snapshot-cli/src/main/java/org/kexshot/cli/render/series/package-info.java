/** Views of series of images: timelines with what grows and what leaks, and round trips. */
package org.kexshot.cli.render.series;
