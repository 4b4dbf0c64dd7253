package org.kexshot.kernel;

import java.util.List;

/**
 * What {@link Task} leaves out of a process.
 *
 * @param task the process
 * @param innerPid its process id in its own PID namespace
 * @param environment from its own memory, as it was when the program started
 * @param credentials on whose behalf it runs
 * @param namespaces those it is in
 * @param executable path of its program; empty for a kernel thread
 * @param directory its working directory
 * @param root its root directory
 */
public record ProcessDetail(
    Task task,
    int innerPid,
    Argv environment,
    Credentials credentials,
    List<Namespace> namespaces,
    String executable,
    String directory,
    String root) {
  public ProcessDetail {
    namespaces = List.copyOf(namespaces);
  }
}
