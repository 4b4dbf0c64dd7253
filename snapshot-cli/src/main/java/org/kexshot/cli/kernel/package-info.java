/** Commands that build kernels. */
package org.kexshot.cli.kernel;
