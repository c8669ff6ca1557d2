-- The log refuses change in the database itself. REPLACE deletes rows without firing delete
-- triggers, hence the third.

CREATE TRIGGER log_no_update BEFORE UPDATE ON log
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;

CREATE TRIGGER log_no_delete BEFORE DELETE ON log
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;

CREATE TRIGGER log_no_replace BEFORE INSERT ON log
WHEN EXISTS (SELECT 1 FROM log WHERE seq >= NEW.seq)
  OR EXISTS (SELECT 1 FROM log WHERE subject = NEW.subject AND kind = NEW.kind
                                 AND item = NEW.item AND revision = NEW.revision)
  OR (NEW.request_id <> '' AND EXISTS (SELECT 1 FROM log WHERE request_id = NEW.request_id))
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;

PRAGMA user_version = 1;
