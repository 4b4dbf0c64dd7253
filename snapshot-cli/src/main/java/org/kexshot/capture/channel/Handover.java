package org.kexshot.capture.channel;

import java.util.List;
import java.util.UUID;
import org.kexshot.address.PhysicalRange;

/**
 * What the loader hands over to the agent when it loads B: the arguments that the agent is started
 * with. Addresses are physical.
 *
 * @param device the snapshot device's id
 * @param leave purgatory's entry by which B goes back to A
 * @param returnAddress where purgatory keeps A's return address
 * @param parameterPage purgatory's page that B's own {@code kexec_load} brings in
 * @param gdtDescriptor offset of {@code gdt_desc} in {@code struct saved_context}
 * @param savedContext distance from {@code _text} to {@code saved_context} in B's kernel, {@link
 *     #UNKNOWN} if B's kernel is another build than A's and must look itself
 * @param stackPointer offset in A's control page of the stack pointer that was saved there, -1 if
 *     it is not known
 * @param pageList offset in A's control page of the list of exchanged pages, -1 if it is not known
 * @param imagePages pages that the image has, each of which the jump exchanges
 * @param lent memory that A lends B to run in, empty where there is none: it is not exchanged
 */
public record Handover(
    UUID device,
    long leave,
    long returnAddress,
    long parameterPage,
    long gdtDescriptor,
    long savedContext,
    int stackPointer,
    int pageList,
    long imagePages,
    PhysicalRange lent) {
  public static final long UNKNOWN = -1;

  /**
   * Directory of B's initial file system with the modules that the agent loads, in the order of
   * their names.
   */
  public static final String MODULES = "modules";

  /** As the agent's arguments, in order. */
  public List<String> toArguments() {
    return List.of(
        device.toString(),
        Long.toString(leave),
        Long.toString(returnAddress),
        Long.toString(parameterPage),
        Long.toString(gdtDescriptor),
        Long.toString(savedContext),
        Integer.toString(stackPointer),
        Integer.toString(pageList),
        Long.toString(imagePages),
        Long.toString(lent.start()),
        Long.toString(lent.end()));
  }

  public static Handover of(String[] arguments) {
    return new Handover(
        UUID.fromString(arguments[0]),
        Long.parseLong(arguments[1]),
        Long.parseLong(arguments[2]),
        Long.parseLong(arguments[3]),
        Long.parseLong(arguments[4]),
        Long.parseLong(arguments[5]),
        Integer.parseInt(arguments[6]),
        Integer.parseInt(arguments[7]),
        Long.parseLong(arguments[8]),
        new PhysicalRange(Long.parseLong(arguments[9]), Long.parseLong(arguments[10])));
  }
}
