/** The modules that drive the snapshot device. */
package org.kexshot.capture.modules;
