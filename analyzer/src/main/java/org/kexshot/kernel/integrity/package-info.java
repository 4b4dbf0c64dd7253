/** What is not as the kernel was built: diverted calls, tables, hooks and code. */
package org.kexshot.kernel.integrity;
