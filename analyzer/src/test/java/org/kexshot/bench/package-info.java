/**
 * Programs that compare the dump engine with {@code makedumpfile} on a dump that is given to them.
 * They are run by hand, as {@code docs/benchmarks/dump-engine.md} says, and are no part of the test
 * run, since their inputs are large.
 */
package org.kexshot.bench;
