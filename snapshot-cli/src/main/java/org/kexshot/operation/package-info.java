/** Use cases, one class each, without a command line and without printing. */
package org.kexshot.operation;
