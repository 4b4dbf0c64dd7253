/** The agent, which runs in the capture kernel. */
package org.kexshot.capture.agent;
