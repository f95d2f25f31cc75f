-- Which blobs a manifest names, so that a blob and the last manifest that needs it part in one step.

CREATE TABLE content_reference (
  repository TEXT NOT NULL,
  manifest TEXT NOT NULL,
  blob TEXT NOT NULL,
  PRIMARY KEY (repository, blob, manifest),
  FOREIGN KEY (repository, manifest) REFERENCES content_manifest (repository, digest)
) STRICT, WITHOUT ROWID;

CREATE INDEX content_reference_by_manifest ON content_reference (repository, manifest, blob);

-- The fields that blobs are named in, of the manifests that are here already.
WITH document (repository, manifest, json) AS (
  SELECT repository, digest,
    CASE WHEN json_valid(CAST(bytes AS TEXT)) THEN CAST(bytes AS TEXT) ELSE '{}' END
  FROM content_manifest
),
named (repository, manifest, blob) AS (
  SELECT repository, manifest, json_extract(json, '$.config.digest') FROM document
  UNION
  SELECT d.repository, d.manifest, json_extract(d.json, layer.fullkey || '.digest')
  FROM document d, json_each(d.json, '$.layers') layer
  UNION
  SELECT d.repository, d.manifest, json_extract(d.json, entry.fullkey || '.digest')
  FROM document d, json_each(d.json, '$.blobs') entry
)
INSERT INTO content_reference (repository, manifest, blob)
SELECT repository, manifest, blob FROM named WHERE blob IS NOT NULL;

-- When a blob left a repository, until its bytes are gone.
CREATE TABLE content_unlinked (
  digest TEXT NOT NULL PRIMARY KEY,
  time_millis INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
