/**
 * One document for each object that lives through snapshots of a boot: what is kept of it, and
 * where it was seen.
 */
package org.kexshot.index.document;
