/** Resumes a hibernated system: reads its image to where it belongs, and enters it. */
package org.kexshot.hibernate.resume;
