-- Version 2: tables with one row per unit, each summed up as it was read.
--
-- Plan and statistics are JSON as the import wrote them; they are read again where they are analysed.
-- The control arm and the planned shares are part of the definitions, as they are for every experiment.

CREATE TABLE unit_tables (
    id         INTEGER PRIMARY KEY,
    name       TEXT NOT NULL UNIQUE,
    file       INTEGER NOT NULL REFERENCES files (id),
    imported   INTEGER NOT NULL,
    plan       TEXT NOT NULL,
    statistics TEXT NOT NULL
) STRICT;
