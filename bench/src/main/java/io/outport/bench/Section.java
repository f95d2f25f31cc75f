package io.outport.bench;

import java.util.List;

/**
 * One workload's result.
 *
 * @param notes what a reader must know to read the table
 * @param wrong how many answers were not right
 */
record Section(String id, String title, List<String> notes, Table table, long wrong) {
  Section {
    notes = List.copyOf(notes);
  }

  String markdown() {
    StringBuilder text = new StringBuilder("## %s %s\n\n".formatted(id, title));
    notes.forEach(note -> text.append("- ").append(note).append('\n'));
    return text.append('\n').append(table.markdown()).toString();
  }
}
