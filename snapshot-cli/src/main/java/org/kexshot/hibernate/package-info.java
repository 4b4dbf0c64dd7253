/** Hibernation without ACPI: this system's memory goes to a device, and the machine off. */
package org.kexshot.hibernate;
