-- What the bytes mean: repositories, the blobs and manifests they hold, tags, and the history.
-- Names and digests are their texts; the collation "C" sorts them as the port says, whatever the database's own is.

CREATE TABLE content_repository (
  name TEXT COLLATE "C" PRIMARY KEY
);

-- linked_millis: when a blob came into its repository, or came again; what is young is not garbage yet.
CREATE TABLE content_blob (
  repository TEXT COLLATE "C" NOT NULL REFERENCES content_repository (name),
  digest TEXT COLLATE "C" NOT NULL,
  size BIGINT NOT NULL CHECK (size >= 0),
  linked_millis BIGINT NOT NULL,
  PRIMARY KEY (repository, digest)
);

CREATE INDEX content_blob_by_digest ON content_blob (digest, repository);

CREATE TABLE content_manifest (
  repository TEXT COLLATE "C" NOT NULL REFERENCES content_repository (name),
  digest TEXT COLLATE "C" NOT NULL,
  media_type TEXT NOT NULL,
  subject TEXT COLLATE "C",
  bytes BYTEA NOT NULL,
  PRIMARY KEY (repository, digest)
);

-- Manifests are compressed by their clients' habits or not at all: taking them apart would cost reads more than it saves.
ALTER TABLE content_manifest ALTER COLUMN bytes SET STORAGE EXTERNAL;

-- The referrers of a subject, which may be absent itself.
CREATE INDEX content_manifest_by_subject ON content_manifest (repository, subject, digest)
  WHERE subject IS NOT NULL;

CREATE TABLE content_tag (
  repository TEXT COLLATE "C" NOT NULL,
  tag TEXT COLLATE "C" NOT NULL,
  digest TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (repository, tag),
  FOREIGN KEY (repository, digest) REFERENCES content_manifest (repository, digest)
);

CREATE INDEX content_tag_by_digest ON content_tag (repository, digest, tag);

-- Which blobs a manifest names, so that a blob and the last manifest that needs it part in one step.
CREATE TABLE content_reference (
  repository TEXT COLLATE "C" NOT NULL,
  manifest TEXT COLLATE "C" NOT NULL,
  blob TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (repository, blob, manifest),
  FOREIGN KEY (repository, manifest) REFERENCES content_manifest (repository, digest)
);

CREATE INDEX content_reference_by_manifest ON content_reference (repository, manifest, blob);

-- When a blob left a repository, until its bytes are gone.
CREATE TABLE content_unlinked (
  digest TEXT COLLATE "C" PRIMARY KEY,
  time_millis BIGINT NOT NULL
);

CREATE TABLE content_change (
  sequence BIGINT PRIMARY KEY,
  time_millis BIGINT NOT NULL,
  kind TEXT NOT NULL,
  repository TEXT NOT NULL,
  tag TEXT,
  digest TEXT NOT NULL
);

-- One row. Counting here, not by the database's own generator, makes the order of sequences the
-- order of commits on every database, and keeps the count when all changes were forgotten.
CREATE TABLE content_history (
  last_sequence BIGINT NOT NULL,
  trimmed_sequence BIGINT NOT NULL
);

INSERT INTO content_history (last_sequence, trimmed_sequence) VALUES (0, 0);
