-- Version 6: what the analyst decided for a file, for the next one with the same headers.

CREATE TABLE import_decisions (
    format  TEXT NOT NULL,
    headers BLOB NOT NULL,
    choice  TEXT NOT NULL,
    PRIMARY KEY (format, headers)
) STRICT, WITHOUT ROWID;
