/** Has a system's boot resume what was hibernated, before it mounts file systems. */
package org.kexshot.hibernate.boot;
