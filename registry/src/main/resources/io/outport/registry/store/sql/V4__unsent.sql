-- What clients of a site changed and its parent has not heard of yet; base is what a tag named when both had the same.

CREATE TABLE content_unsent (
  repository TEXT NOT NULL,
  reference TEXT NOT NULL,
  base TEXT,
  sequence INTEGER NOT NULL,
  PRIMARY KEY (repository, reference)
) STRICT, WITHOUT ROWID;

CREATE INDEX content_unsent_by_sequence ON content_unsent (sequence);
