/** On whose behalf processes run. */
package org.kexshot.kernel.cred;
