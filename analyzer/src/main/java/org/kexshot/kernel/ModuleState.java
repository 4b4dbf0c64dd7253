package org.kexshot.kernel;

/**
 * A module's stage of life. Source: {@code enum module_state} in {@code include/linux/module.h}.
 */
public enum ModuleState {
  LIVE,
  COMING,
  GOING,
  UNFORMED
}
