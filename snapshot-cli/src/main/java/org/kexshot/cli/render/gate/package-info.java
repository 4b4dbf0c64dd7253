/** Verdicts on comparisons: on the screen, and as files that pipelines read, JUnit's and SARIF. */
package org.kexshot.cli.render.gate;
