/** Control groups with their members and limits. */
package org.kexshot.kernel.cgroup;
