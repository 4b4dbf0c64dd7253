package org.kexshot.kernel.sysctl;

import java.util.List;

/**
 * In which form a function of the kernel prints a parameter. Source: {@code kernel/sysctl.c},
 * {@code net/core/neighbour.c}, and where the functions named are defined.
 */
enum SysctlForm {
  TEXT,
  BOOLEAN,
  BYTES,
  INTEGERS,
  UNSIGNED_INTEGERS,
  LONGS,
  /** Ticks of the clock, printed as seconds. */
  SECONDS,
  /** Ticks of the clock, printed as hundredths of a second. */
  HUNDREDTHS,
  /** Ticks of the clock, printed as thousandths of a second. */
  MILLISECONDS,
  /** As those, an {@code unsigned long}. */
  LONG_MILLISECONDS,
  /** Made up when it is asked for. */
  COMPUTED,
  /** Not known: most such functions check or act, and then print the value as integers. */
  RAW;

  private static final List<String> TEXTS =
      List.of(
          "proc_dostring",
          "proc_do_uts_string",
          "numa_zonelist_order_handler",
          "proc_path_manager",
          "proc_scheduler");

  private static final List<String> LONG_VALUES =
      List.of(
          "proc_doulongvec",
          "proc_dolongvec",
          "proc_nr_dentry",
          "proc_nr_files",
          "proc_nr_inodes",
          "proc_dohung_task_timeout_secs",
          "dirty_bytes_handler",
          "dirty_background_bytes_handler",
          "overcommit_kbytes_handler",
          "mmap_min_addr_handler",
          "proc_ipc_doulongvec",
          "sysctl_panic_print_handler");

  private static final List<String> COMPUTED_VALUES =
      List.of(
          "proc_do_",
          "do_proc_dqstats",
          "proc_cap_handler",
          "proc_watchdog_cpumask",
          "proc_tcp_congestion_control",
          "proc_unres_qlen",
          "neigh_proc_dointvec_unres_qlen",
          "bpf_stats_handler",
          "sysctl_sys_info_handler",
          "sd_ctl_doflags",
          "proc_fib_multipath_hash_seed",
          "proc_nmi_watchdog",
          "proc_soft_watchdog",
          "0x");

  /**
   * The form that a function prints.
   *
   * @param handler its name
   * @param parameter the name of the parameter, which some ask for
   */
  static SysctlForm of(String handler, String parameter) {
    if (handler.startsWith("neigh_proc_base_reachable_time")
        || handler.startsWith("ndisc_ifinfo_sysctl_change")) {
      return ofNeighbours(parameter);
    }
    if (startsWithAny(handler, TEXTS)) {
      return TEXT;
    }
    if (startsWithAny(handler, COMPUTED_VALUES)) {
      return COMPUTED;
    }
    if (handler.contains("_userhz_jiffies")) {
      return HUNDREDTHS;
    }
    if (handler.contains("_ms_jiffies")) {
      return handler.contains("ulongvec") ? LONG_MILLISECONDS : MILLISECONDS;
    }
    if (handler.contains("dointvec") && handler.contains("_jiffies")) {
      return SECONDS;
    }
    if (startsWithAny(handler, LONG_VALUES)) {
      return LONGS;
    }
    return plain(handler);
  }

  private static SysctlForm ofNeighbours(String parameter) {
    if (parameter.endsWith("_ms")) {
      return MILLISECONDS;
    }
    return parameter.equals("base_reachable_time") ? SECONDS : INTEGERS;
  }

  private static SysctlForm plain(String handler) {
    if (handler.startsWith("proc_dobool")) {
      return BOOLEAN;
    }
    if (handler.startsWith("proc_dou8vec")) {
      return BYTES;
    }
    if (handler.startsWith("proc_douintvec")) {
      return UNSIGNED_INTEGERS;
    }
    return handler.startsWith("proc_dointvec") ? INTEGERS : RAW;
  }

  private static boolean startsWithAny(String handler, List<String> beginnings) {
    return beginnings.stream().anyMatch(handler::startsWith);
  }
}
