/** Use cases about more than one image: how they differ, and what of that changes anyway. */
package org.kexshot.operation.compare;
