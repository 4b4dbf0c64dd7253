/** Use cases of hibernation: putting this system away, resuming one, and having a boot try it. */
package org.kexshot.operation.hibernate;
