/** Commands about the repository and its snapshots. */
package org.kexshot.cli.repository;
