-- Version 5: privacy, merges of people, and people who were forgotten.
--
-- Phones of earlier workspaces were stored as written. Those of profiles and assignments and those that
-- people are known by stay until the analyst decides, and the setting says so; a workspace without any
-- starts with the default, which is not to keep them. Version 3 has dropped the phones of orders, so
-- there are no hints of them before their files are imported again.

ALTER TABLE workspace ADD COLUMN phones TEXT NOT NULL DEFAULT 'hash';
ALTER TABLE workspace ADD COLUMN emails TEXT NOT NULL DEFAULT 'keep';
-- The key of every keyed hash in this file, from the system's source of randomness.
ALTER TABLE workspace ADD COLUMN secret BLOB;

UPDATE workspace SET phones = 'keep'
    WHERE EXISTS (SELECT 1 FROM people WHERE key GLOB 'phone:*')
    OR EXISTS (SELECT 1 FROM profiles WHERE phone IS NOT NULL)
    OR EXISTS (SELECT 1 FROM assignments WHERE phone IS NOT NULL);

-- Columns that the analyst left out, by the headers of the file they belong to.
CREATE TABLE skipped_columns (
    signature   BLOB NOT NULL,
    column_name TEXT NOT NULL,
    PRIMARY KEY (signature, column_name)
) STRICT, WITHOUT ROWID;

-- Keyed hashes, 0 for none: phone, surname at that phone, and name with address. Those of small imports
-- are kept apart as recent ones: among all the others each would touch a page of its own.
CREATE TABLE identity_hints (
    recent    INTEGER NOT NULL CHECK (recent IN (0, 1)),
    person    INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    phone     INTEGER NOT NULL,
    surname   INTEGER NOT NULL,
    household INTEGER NOT NULL,
    PRIMARY KEY (recent, person, phone, surname, household)
) STRICT, WITHOUT ROWID;

CREATE TABLE merge_decisions (
    id       TEXT PRIMARY KEY,
    decision TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE merge_members (
    decision TEXT NOT NULL REFERENCES merge_decisions (id) ON DELETE CASCADE,
    person   INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    PRIMARY KEY (decision, person)
) STRICT, WITHOUT ROWID;

-- Keyed hashes of the identities of people who were forgotten, so that no import brings them back.
CREATE TABLE forgotten (
    hash INTEGER PRIMARY KEY
) STRICT;
