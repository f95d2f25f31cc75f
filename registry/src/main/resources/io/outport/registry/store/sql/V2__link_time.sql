-- When a blob came into its repository, or came again: what is young is not garbage yet. What was there before this
-- step counts as having come with it.

ALTER TABLE content_blob ADD COLUMN linked_millis INTEGER NOT NULL DEFAULT 0;

UPDATE content_blob SET linked_millis = CAST(strftime('%s', 'now') AS INTEGER) * 1000;
