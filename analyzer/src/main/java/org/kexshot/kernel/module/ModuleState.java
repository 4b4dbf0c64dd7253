package org.kexshot.kernel.module;

/**
 * A module's stage of life. Source: {@code enum module_state} in {@code include/linux/module.h}.
 */
public enum ModuleState {
  LIVE,
  COMING,
  GOING,
  UNFORMED
}
