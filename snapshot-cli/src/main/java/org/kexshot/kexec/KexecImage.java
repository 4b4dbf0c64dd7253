package org.kexshot.kexec;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.util.List;
import org.kexshot.linux.KexecSegment;

/**
 * A loaded image as the running kernel describes it, {@code struct kimage} of {@code
 * include/linux/kexec.h}: enough to tell it from any other. Addresses are virtual but for those
 * that are said to be physical.
 *
 * @param address of the description
 * @param head the list of exchanged pages: physical address and flags
 * @param controlPage the descriptor of the page that {@code relocate_kernel} runs in
 * @param preservesContext whether a jump into it can come back
 * @param segments as they were handed over
 */
public record KexecImage(
    long address, long head, long controlPage, boolean preservesContext, List<Segment> segments) {

  /**
   * One {@code struct kexec_segment}.
   *
   * @param buffer where its bytes lay in the process that loaded it
   * @param bufferSize how many they were
   * @param destination physical address
   * @param memorySize bytes there
   */
  public record Segment(long buffer, long bufferSize, long destination, long memorySize) {
    /** As the kernel is told of it. */
    static Segment of(KexecSegment segment) {
      return new Segment(
          buffer(segment), segment.bytes().remaining(), segment.address(), segment.memorySize());
    }

    private static long buffer(KexecSegment segment) {
      if (!segment.bytes().hasRemaining()) {
        return 0;
      }
      long address = Pointer.nativeValue(Native.getDirectBufferPointer(segment.bytes().slice()));
      return Native.POINTER_SIZE == Integer.BYTES ? address & 0xffff_ffffL : address;
    }
  }

  public KexecImage {
    segments = List.copyOf(segments);
  }
}
