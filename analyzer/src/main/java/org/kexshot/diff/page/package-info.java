/**
 * Compares page frames, by reading them or as a repository knows them, and counts them by owner.
 */
package org.kexshot.diff.page;
