-- Events that wait behind a failing one of their repository, in the order of their sequences, and how often each was
-- sent so far. The document is the JSON of the event's record. The webhook's place in the feed is behind them.
CREATE TABLE hub_webhook_waiting (
  incarnation TEXT NOT NULL,
  feed TEXT NOT NULL,
  repository TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  document TEXT NOT NULL,
  PRIMARY KEY (incarnation, feed, repository, sequence)
);
