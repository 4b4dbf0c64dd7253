/**
 * What a comparison found, an answer first: findings, each with all that changed for one reason.
 */
package org.kexshot.diff.finding;
