package io.outport.oci.model;

/** The platform that an index entry is for; parts that it does not name are empty strings. */
public record Platform(String os, String architecture, String variant) {
  @Override
  public String toString() {
    return variant.isEmpty() ? os + "/" + architecture : os + "/" + architecture + "/" + variant;
  }
}
