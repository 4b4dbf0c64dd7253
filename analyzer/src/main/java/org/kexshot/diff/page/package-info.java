/**
 * Compares page frames, by reading them or as a repository knows them, counts them by owner, and
 * maps them.
 */
package org.kexshot.diff.page;
