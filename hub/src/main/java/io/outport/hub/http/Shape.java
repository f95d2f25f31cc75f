package io.outport.hub.http;

import java.util.List;

/** What a body of the control API looks like, for its document. */
sealed interface Shape {

  /** No body. */
  record Nothing() implements Shape {}

  /** One of these records. */
  record Of(Class<? extends Record> type) implements Shape {}

  /** One page of these records. */
  record PageOf(Class<? extends Record> item) implements Shape {}

  /** An object that has at least these texts. */
  record Texts(List<String> names) implements Shape {
    /** Copies the list. */
    public Texts {
      names = List.copyOf(names);
    }
  }

  /** An object of whatever fields. */
  record Anything() implements Shape {}

  /** A web form with these fields. */
  record Form(List<String> names) implements Shape {
    /** Copies the list. */
    public Form {
      names = List.copyOf(names);
    }
  }
}
