-- What the parent was given under a tag last, where its answer has not come: it may have taken it.

ALTER TABLE content_unsent ADD COLUMN offered TEXT;
