/** Verifies what is stored, forgets snapshots, and gives back the room of what none needs. */
package org.kexshot.store.maintain;
