/** What readers of files share: descriptor tables, paths, device numbers. */
package org.kexshot.kernel.fs;
