/** What every way to capture memory has in common. */
package org.kexshot.capture;
