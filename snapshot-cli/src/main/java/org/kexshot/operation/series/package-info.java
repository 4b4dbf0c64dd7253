/** Comparisons of more than two images: opens one after the other, in their order. */
package org.kexshot.operation.series;
