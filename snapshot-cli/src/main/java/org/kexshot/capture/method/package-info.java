/** Chooses by which method a snapshot is taken. */
package org.kexshot.capture.method;
