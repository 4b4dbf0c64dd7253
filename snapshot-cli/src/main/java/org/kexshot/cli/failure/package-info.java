/** Exit codes, and how a failure is told. */
package org.kexshot.cli.failure;
