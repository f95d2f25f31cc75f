-- What clients of a site changed and its parent has not heard of yet; base is what a tag named when both had the same.

CREATE TABLE content_unsent (
  repository TEXT COLLATE "C" NOT NULL,
  reference TEXT COLLATE "C" NOT NULL,
  base TEXT,
  sequence BIGINT NOT NULL,
  PRIMARY KEY (repository, reference)
);

CREATE INDEX content_unsent_by_sequence ON content_unsent (sequence);
