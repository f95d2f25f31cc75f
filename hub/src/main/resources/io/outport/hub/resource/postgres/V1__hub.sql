-- One row for each resource; the document is the JSON of its record. The key is the name in lower
-- case, because names compare without regard to case.
CREATE TABLE hub_resource (
  kind TEXT COLLATE "C" NOT NULL,
  name_key TEXT COLLATE "C" NOT NULL,
  document TEXT NOT NULL,
  PRIMARY KEY (kind, name_key)
);
-- The last revision that a site's configuration was given: it only grows, also when a site is
-- deleted and made anew under the same name.
CREATE TABLE hub_revision (last_revision BIGINT NOT NULL);
INSERT INTO hub_revision (last_revision) VALUES (0);
