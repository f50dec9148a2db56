-- Version 1: settings, definitions, files with their issues, people, and the four kinds of record.
--
-- Money is whole minor units, instants are UTC microseconds (with the offset written beside them in
-- seconds where it matters), yes/no is 0 or 1. Every record keeps where it was read (file,
-- source_line, source_rows), a fingerprint of its content, and the age of the newest export that
-- holds this content (export_micros: the newest order of that export).

CREATE TABLE workspace (
    id       INTEGER PRIMARY KEY CHECK (id = 1),
    revision INTEGER NOT NULL,
    currency TEXT,
    zone     TEXT
) STRICT;

INSERT INTO workspace (id, revision) VALUES (1, 0);

CREATE TABLE definitions (
    version INTEGER PRIMARY KEY,
    content TEXT NOT NULL
) STRICT;

CREATE TABLE files (
    id            INTEGER PRIMARY KEY,
    path          TEXT NOT NULL,
    content_hash  BLOB NOT NULL,
    format        TEXT NOT NULL,
    encoding      TEXT NOT NULL,
    delimiter     TEXT,
    bytes         INTEGER NOT NULL,
    latest_micros INTEGER,
    rows          INTEGER NOT NULL DEFAULT 0,
    records       INTEGER NOT NULL DEFAULT 0,
    new           INTEGER NOT NULL DEFAULT 0,
    updated       INTEGER NOT NULL DEFAULT 0,
    unchanged     INTEGER NOT NULL DEFAULT 0,
    rejected      INTEGER NOT NULL DEFAULT 0,
    UNIQUE (path, content_hash)
) STRICT;

CREATE TABLE issues (
    id          INTEGER PRIMARY KEY,
    file        INTEGER NOT NULL REFERENCES files (id) ON DELETE CASCADE,
    kind        TEXT NOT NULL,
    line        INTEGER,
    column_name TEXT,
    raw         TEXT,
    hint        TEXT NOT NULL
) STRICT;

CREATE INDEX issues_by_file ON issues (file, line);

CREATE TABLE people (
    id  INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE orders (
    id                INTEGER PRIMARY KEY,
    platform          TEXT NOT NULL,
    order_id          TEXT NOT NULL,
    name              TEXT NOT NULL,
    person            INTEGER REFERENCES people (id),
    email             TEXT,
    phone             TEXT,
    customer_id       TEXT,
    placed            INTEGER NOT NULL,
    placed_offset     INTEGER NOT NULL,
    financial         TEXT NOT NULL,
    cancelled         INTEGER,
    cancelled_offset  INTEGER,
    source            TEXT,
    payment_method    TEXT,
    country           TEXT,
    accepts_marketing INTEGER CHECK (accepts_marketing IN (0, 1)),
    currency          TEXT NOT NULL,
    lines_sum         INTEGER,
    subtotal          INTEGER,
    shipping          INTEGER NOT NULL,
    taxes             INTEGER NOT NULL,
    total             INTEGER NOT NULL,
    discount          INTEGER,
    refunded          INTEGER NOT NULL,
    utm_source        TEXT,
    utm_medium        TEXT,
    utm_campaign      TEXT,
    utm_content       TEXT,
    utm_term          TEXT,
    landing_page      TEXT,
    file              INTEGER NOT NULL REFERENCES files (id),
    source_line       INTEGER NOT NULL,
    source_rows       INTEGER NOT NULL,
    fingerprint       BLOB NOT NULL,
    export_micros     INTEGER,
    UNIQUE (platform, order_id)
) STRICT;

-- Finds an order again whose export named it only by name, or only now by id.
CREATE INDEX orders_by_name ON orders (platform, name, placed);

CREATE TABLE order_lines (
    order_row         INTEGER NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
    position          INTEGER NOT NULL,
    title             TEXT NOT NULL,
    sku               TEXT,
    quantity          INTEGER NOT NULL,
    price             INTEGER,
    vendor            TEXT,
    requires_shipping INTEGER CHECK (requires_shipping IN (0, 1)),
    PRIMARY KEY (order_row, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE order_codes (
    order_row INTEGER NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
    position  INTEGER NOT NULL,
    code      TEXT NOT NULL,
    PRIMARY KEY (order_row, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE order_tags (
    order_row INTEGER NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
    position  INTEGER NOT NULL,
    tag       TEXT NOT NULL,
    PRIMARY KEY (order_row, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE profiles (
    id            INTEGER PRIMARY KEY,
    person        INTEGER NOT NULL UNIQUE REFERENCES people (id),
    email         TEXT,
    phone         TEXT,
    customer_id   TEXT,
    consent       TEXT NOT NULL,
    country       TEXT,
    total_orders  INTEGER,
    total_spent   INTEGER,
    file          INTEGER NOT NULL REFERENCES files (id),
    source_line   INTEGER NOT NULL,
    source_rows   INTEGER NOT NULL,
    fingerprint   BLOB NOT NULL,
    export_micros INTEGER
) STRICT;

CREATE TABLE profile_tags (
    profile_row INTEGER NOT NULL REFERENCES profiles (id) ON DELETE CASCADE,
    position    INTEGER NOT NULL,
    tag         TEXT NOT NULL,
    PRIMARY KEY (profile_row, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE campaigns (
    id              INTEGER PRIMARY KEY,
    platform        TEXT NOT NULL,
    campaign_id     TEXT NOT NULL,
    variant         TEXT NOT NULL,
    name            TEXT NOT NULL,
    subject         TEXT,
    channel         TEXT NOT NULL,
    sent            INTEGER,
    recipients      INTEGER,
    delivered       INTEGER,
    unique_opens    INTEGER,
    unique_clicks   INTEGER,
    unsubscribes    INTEGER,
    spam_complaints INTEGER,
    bounces         INTEGER,
    claimed_metric  TEXT,
    conversions     INTEGER,
    claimed_revenue INTEGER,
    winner          INTEGER CHECK (winner IN (0, 1)),
    file            INTEGER NOT NULL REFERENCES files (id),
    source_line     INTEGER NOT NULL,
    source_rows     INTEGER NOT NULL,
    fingerprint     BLOB NOT NULL,
    export_micros   INTEGER,
    UNIQUE (platform, campaign_id, variant)
) STRICT;

CREATE TABLE assignments (
    id            INTEGER PRIMARY KEY,
    experiment    TEXT NOT NULL,
    person        INTEGER NOT NULL REFERENCES people (id),
    arm           TEXT NOT NULL,
    email         TEXT,
    phone         TEXT,
    customer_id   TEXT,
    assigned      INTEGER,
    planned_share REAL,
    workflow      TEXT,
    file          INTEGER NOT NULL REFERENCES files (id),
    source_line   INTEGER NOT NULL,
    source_rows   INTEGER NOT NULL,
    fingerprint   BLOB NOT NULL,
    export_micros INTEGER,
    UNIQUE (experiment, person, arm)
) STRICT;
