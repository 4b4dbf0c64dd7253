/** Building of kernels that can jump. */
package org.kexshot.operation.kernel;
