-- What the bytes mean: repositories, the blobs and manifests they hold, tags, and the history.
-- Names and digests are their texts, so that the default (binary) collation sorts as the port says.

CREATE TABLE content_repository (
  name TEXT NOT NULL PRIMARY KEY
) STRICT, WITHOUT ROWID;

CREATE TABLE content_blob (
  repository TEXT NOT NULL REFERENCES content_repository (name),
  digest TEXT NOT NULL,
  size INTEGER NOT NULL CHECK (size >= 0),
  PRIMARY KEY (repository, digest)
) STRICT, WITHOUT ROWID;

CREATE INDEX content_blob_by_digest ON content_blob (digest, repository);

CREATE TABLE content_manifest (
  repository TEXT NOT NULL REFERENCES content_repository (name),
  digest TEXT NOT NULL,
  media_type TEXT NOT NULL,
  subject TEXT,
  bytes BLOB NOT NULL,
  PRIMARY KEY (repository, digest)
) STRICT;

-- The referrers of a subject, which may be absent itself.
CREATE INDEX content_manifest_by_subject ON content_manifest (repository, subject, digest)
  WHERE subject IS NOT NULL;

CREATE TABLE content_tag (
  repository TEXT NOT NULL,
  tag TEXT NOT NULL,
  digest TEXT NOT NULL,
  PRIMARY KEY (repository, tag),
  FOREIGN KEY (repository, digest) REFERENCES content_manifest (repository, digest)
) STRICT, WITHOUT ROWID;

CREATE INDEX content_tag_by_digest ON content_tag (repository, digest, tag);

CREATE TABLE content_change (
  sequence INTEGER NOT NULL PRIMARY KEY,
  time_millis INTEGER NOT NULL,
  kind TEXT NOT NULL,
  repository TEXT NOT NULL,
  tag TEXT,
  digest TEXT NOT NULL
) STRICT;

-- One row. Counting here, not by the database's own generator, makes the order of sequences the
-- order of commits on every database, and keeps the count when all changes were forgotten.
CREATE TABLE content_history (
  last_sequence INTEGER NOT NULL,
  trimmed_sequence INTEGER NOT NULL
) STRICT;

INSERT INTO content_history (last_sequence, trimmed_sequence) VALUES (0, 0);
