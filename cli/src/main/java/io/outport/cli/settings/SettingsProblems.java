package io.outport.cli.settings;

import io.outport.hubapi.model.Refusal;

/** What is wrong with one file of settings, in words that name the place and never a value. */
final class SettingsProblems {
  private final String file;

  SettingsProblems(String file) {
    this.file = file;
  }

  /** Of the file as a whole. */
  Refusal whole(String words) {
    return new Refusal(Refusal.Exit.USAGE, "%s: %s".formatted(file, words));
  }

  /** Of one line, counted from 1. */
  Refusal at(int line, String words) {
    return new Refusal(Refusal.Exit.USAGE, "%s, line %d: %s".formatted(file, line, words));
  }

  /** Of one character; both are counted from 1. */
  Refusal at(int line, int column, String words) {
    return new Refusal(
        Refusal.Exit.USAGE, "%s, line %d, column %d: %s".formatted(file, line, column, words));
  }
}
