-- What connected registries told of their content, in the order in which it came; the document is the JSON of an event.
CREATE TABLE hub_site_event (
  sequence INTEGER NOT NULL PRIMARY KEY,
  time_millis INTEGER NOT NULL,
  document TEXT NOT NULL
);
CREATE TABLE hub_site_event_last (last_sequence INTEGER NOT NULL);
INSERT INTO hub_site_event_last (last_sequence) VALUES (0);
-- How far each connected registry is in its own numbering; another instance counts anew.
CREATE TABLE hub_site_event_source (
  site_key TEXT NOT NULL PRIMARY KEY,
  instance TEXT NOT NULL,
  last_sequence INTEGER NOT NULL
);
