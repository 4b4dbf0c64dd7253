package org.kexshot.lab;

/** What the guest's end of the command channel says. Jobs are numbered by the host. */
sealed interface ShellAnswer {
  /** The job it is about; 0 where it is about none. */
  long job();

  /** The channel is up. */
  record Ready() implements ShellAnswer {
    @Override
    public long job() {
      return 0;
    }
  }

  /** The job was started and has not ended. */
  record Running(long job) implements ShellAnswer {}

  /** The request did not arrive whole: it must be sent again. */
  record Damaged(long job) implements ShellAnswer {}

  /** The job has ended, and its result arrived whole. */
  record Ended(long job, ExecResult result) implements ShellAnswer {}
}
