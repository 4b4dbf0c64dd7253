/** Verifies what is stored. */
package org.kexshot.store.maintain;
