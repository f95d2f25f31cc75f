package io.outport.hubapi.model;

/** The id of an event that was just sent. */
public record EventInfo(String id) {}
