/**
 * An OpenSearch server that many machines send their snapshots' objects and strings of memory to:
 * HTTP, JSON, its bulk interface and its searches.
 */
package org.kexshot.fleet;
