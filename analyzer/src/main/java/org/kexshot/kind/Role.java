package org.kexshot.kind;

/** What an attribute is good for besides being shown. */
public enum Role {
  /**
   * Objects of two images of one boot are the same object if all attributes of this role are equal.
   * An empty value stands for an unknown one, not for one that the object lacks.
   */
  BOOT_IDENTITY,

  /** The same for images of different boots, where addresses and numbers say nothing. */
  IDENTITY,

  /** An object has changed if this has. */
  COMPARED,

  /** An object has changed if this has, between images of one boot; each boot has its own. */
  BOOT_COMPARED,

  /**
   * Changes on an idle machine too: compared, but an object in which nothing else differs counts as
   * unchanged.
   */
  VOLATILE,

  /** A field of the search index, and part of the text that is searched without naming a field. */
  INDEXED,

  /** Names the process that holds the object; also indexed. */
  HOLDER
}
