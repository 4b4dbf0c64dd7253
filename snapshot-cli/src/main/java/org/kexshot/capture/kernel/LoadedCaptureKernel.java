package org.kexshot.capture.kernel;

import org.kexshot.kexec.OwnImage;

/**
 * The capture kernel that is loaded now.
 *
 * @param image that a jump enters
 * @param state what else is remembered of its load
 */
record LoadedCaptureKernel(OwnImage image, CaptureState state) {}
