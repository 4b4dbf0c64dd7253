/** Captures by a program that copies pages into memory of the capturing process. */
package org.kexshot.capture.memory;
