-- What was asked of the control API, newest with the highest number. The status is 0 until it was answered.
CREATE TABLE hub_audit (
  number BIGINT NOT NULL PRIMARY KEY,
  time_millis BIGINT NOT NULL,
  principal TEXT NOT NULL,
  method TEXT NOT NULL,
  resource TEXT NOT NULL,
  status INTEGER NOT NULL,
  correlation_id TEXT NOT NULL
);
CREATE INDEX hub_audit_by_time ON hub_audit (time_millis);
