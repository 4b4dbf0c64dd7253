/**
 * Use cases about a fleet: sending a repository's objects and strings to a server, and searching
 * there.
 */
package org.kexshot.operation.fleet;
