/** What a series takes of each of its images, read from memory or as it was kept. */
package org.kexshot.diff.series.image;
