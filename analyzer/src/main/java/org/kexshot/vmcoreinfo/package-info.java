/** VMCOREINFO, the text by which a kernel describes itself to dump tools. */
package org.kexshot.vmcoreinfo;
