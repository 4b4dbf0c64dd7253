/**
 * Tells what changes anyway from what was done: a model of the changes between images between which
 * nothing was done, and how little of a change it explains.
 */
package org.kexshot.diff.noise;
