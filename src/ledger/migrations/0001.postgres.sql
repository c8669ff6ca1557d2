-- The log refuses change in the database itself.

CREATE OR REPLACE FUNCTION log_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the log is append-only'; END $$;

CREATE TRIGGER log_no_change BEFORE UPDATE OR DELETE ON log
FOR EACH ROW EXECUTE FUNCTION log_is_append_only();

CREATE TRIGGER log_no_truncate BEFORE TRUNCATE ON log
FOR EACH STATEMENT EXECUTE FUNCTION log_is_append_only();
