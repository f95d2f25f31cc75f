-- One row for each webhook; the document is the JSON of its record. The key is the name in lower
-- case, because names compare without regard to case.
CREATE TABLE hub_webhook (
  name_key TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  document TEXT NOT NULL
);
-- How far each webhook is in each feed. An incarnation is one webhook from its making to its end.
CREATE TABLE hub_webhook_cursor (
  incarnation TEXT COLLATE "C" NOT NULL,
  feed TEXT COLLATE "C" NOT NULL,
  sequence BIGINT NOT NULL,
  PRIMARY KEY (incarnation, feed)
);
-- What came of events, newest with the highest number; dead is 1 for those on the dead-letter list.
CREATE TABLE hub_webhook_delivery (
  incarnation TEXT COLLATE "C" NOT NULL,
  number BIGINT NOT NULL,
  dead INTEGER NOT NULL,
  document TEXT NOT NULL,
  PRIMARY KEY (incarnation, number)
);
