/**
 * Use cases about more than one image: how they differ, what of that changes anyway, and series.
 */
package org.kexshot.operation.compare;
