package org.kexshot;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What was wrong with real kernels, other tools' files or reports of users, before the test was
 * there, which failed then. {@code docs/faults.md} lists all of them.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Fault {
  /** The fault, in the words of somebody who met it. */
  String value();
}
