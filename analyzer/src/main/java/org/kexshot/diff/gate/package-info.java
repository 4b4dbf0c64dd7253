/** Conditions that a comparison must meet, for pipelines: each is met, violated or unknown. */
package org.kexshot.diff.gate;
