package org.kexshot.kernel.text;

/**
 * Why a running kernel patches a place of its own code. What it patches only while it starts or
 * loads a module is not here, since no change of it is right afterwards: alternatives, paravirtual
 * calls, retpolines and return thunks.
 */
public enum PatchCause {
  STATIC_KEY("a static key", "jump label", "jump labels"),
  STATIC_CALL("a static call", "static call", "static calls"),
  TRACER("the function tracer", "ftrace site", "ftrace sites"),
  LIVE_PATCH("a live patch", "live-patched function", "live-patched functions"),
  BPF_TRAMPOLINE("a BPF trampoline", "BPF trampoline", "BPF trampolines"),
  PROBE("a kprobe", "kprobe", "kprobes"),
  /** Locks are taken out while one processor runs, and put back when a second comes. */
  SMP_LOCK("the number of processors", "lock prefix", "lock prefixes");

  private final String words;
  private final String one;
  private final String many;

  PatchCause(String words, String one, String many) {
    this.words = words;
    this.one = one;
    this.many = many;
  }

  /** What patches, in words. */
  public String words() {
    return words;
  }

  /** What so many places are called. */
  public String noun(long count) {
    return count == 1 ? one : many;
  }
}
