/** Captures by a second kernel, which writes to the snapshot device. */
package org.kexshot.capture.kernel;
