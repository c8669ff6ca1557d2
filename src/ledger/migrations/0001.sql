-- What happens over the year: one append-only log, its head, and the reports as plain columns.
-- BIGINT and TEXT only, so that the same text runs on SQLite and PostgreSQL.

CREATE TABLE log (
    seq        BIGINT NOT NULL PRIMARY KEY,
    kind       TEXT   NOT NULL,
    subject    TEXT   NOT NULL,
    item       TEXT   NOT NULL,
    revision   BIGINT NOT NULL,
    action     TEXT   NOT NULL,
    author     TEXT   NOT NULL,
    at         TEXT   NOT NULL,
    reason     TEXT   NOT NULL,
    request_id TEXT   NOT NULL,
    digest     TEXT   NOT NULL,
    body       TEXT   NOT NULL,
    hash       TEXT   NOT NULL,
    UNIQUE (subject, kind, item, revision)
);
CREATE UNIQUE INDEX log_request ON log (request_id) WHERE request_id <> '';
CREATE INDEX log_kind ON log (kind, seq);

-- One row. Writers take its lock first, so that appends are serial.
CREATE TABLE head (
    one  BIGINT NOT NULL PRIMARY KEY CHECK (one = 1),
    seq  BIGINT NOT NULL,
    hash TEXT   NOT NULL
);
INSERT INTO head (one, seq, hash) VALUES (1, 0, '');

-- The latest revision of every report. Money in yuan, months as 202103, percent in hundredths.
CREATE TABLE report (
    project          TEXT   NOT NULL,
    month            BIGINT NOT NULL,
    revision         BIGINT NOT NULL,
    seq              BIGINT NOT NULL,
    status           TEXT   NOT NULL,
    filed_at         TEXT,
    filed_by         TEXT,
    late             BIGINT NOT NULL,
    invested         BIGINT,
    statistics_state TEXT,
    statistics       BIGINT,
    physical         BIGINT,
    stage            TEXT,
    started_on       TEXT,
    completed_on     TEXT,
    contract         BIGINT,
    funds_in         BIGINT,
    PRIMARY KEY (project, month)
);
CREATE INDEX report_month ON report (month, project, status, late, invested);
CREATE INDEX report_seq ON report (seq);

CREATE TABLE schema_version (version BIGINT NOT NULL);
INSERT INTO schema_version (version) VALUES (1);
