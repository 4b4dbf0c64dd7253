/** When the images of a series were taken, of which boot they are, and in which order. */
package org.kexshot.diff.series.time;
