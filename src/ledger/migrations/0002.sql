-- A project's calendar year in one row: what a list of a month or a board of the year needs, so that
-- neither reads twelve reports of every project. It follows from the reports and holds nothing else.
-- `place` is the project's id as a number that sorts; see year.rs for the texts.

CREATE TABLE project_year (
    year         BIGINT NOT NULL,
    place        BIGINT NOT NULL,
    states       TEXT   NOT NULL,
    invested     TEXT   NOT NULL,
    started      BIGINT,
    started_in   BIGINT,
    completed    BIGINT,
    completed_in BIGINT,
    last_owed    BIGINT,
    PRIMARY KEY (year, place)
);
CREATE INDEX project_year_ended ON project_year (place, last_owed) WHERE last_owed IS NOT NULL;

UPDATE schema_version SET version = 2;
