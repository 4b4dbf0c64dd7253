package org.kexshot.kernel.process;

import java.util.List;
import java.util.Optional;
import org.kexshot.kernel.cred.Credentials;
import org.kexshot.kernel.namespace.Namespace;

/**
 * What {@link Task} leaves out of a process. What could not be read is empty.
 *
 * @param task the process
 * @param innerPid its process id in its own PID namespace
 * @param environment from its own memory, as it was when the program started
 * @param credentials on whose behalf it runs
 * @param namespaces those it is in
 * @param executable path of its program; a kernel thread's has no letters
 */
public record ProcessDetail(
    Task task,
    Optional<Integer> innerPid,
    Argv environment,
    Optional<Credentials> credentials,
    List<Namespace> namespaces,
    Optional<String> executable) {
  public ProcessDetail {
    namespaces = List.copyOf(namespaces);
  }
}
