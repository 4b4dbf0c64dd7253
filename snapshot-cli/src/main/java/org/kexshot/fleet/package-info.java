/**
 * An OpenSearch server that many machines send their snapshots' objects to: HTTP, JSON, its bulk
 * interface and its searches.
 */
package org.kexshot.fleet;
