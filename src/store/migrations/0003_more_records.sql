-- Version 3: more kinds of record, each with its source as in version 1.

-- Rows of traffic reports. `grain` names the dimensions: rows of two grains have no common sum.
CREATE TABLE traffic (
    id                 INTEGER PRIMARY KEY,
    source             TEXT NOT NULL,
    grain              TEXT NOT NULL,
    row_key            TEXT NOT NULL,
    first_day          INTEGER,
    last_day           INTEGER,
    channel            TEXT,
    referrer           TEXT,
    utm_source         TEXT,
    utm_medium         TEXT,
    utm_campaign       TEXT,
    utm_content        TEXT,
    utm_term           TEXT,
    landing_page       TEXT,
    visitors           INTEGER,
    sessions           INTEGER,
    engaged            INTEGER,
    cart_additions     INTEGER,
    reached_checkout   INTEGER,
    completed_checkout INTEGER,
    pageviews          INTEGER,
    key_events         INTEGER,
    orders             INTEGER,
    gross              INTEGER,
    discounts          INTEGER,
    returns            INTEGER,
    net                INTEGER,
    shipping           INTEGER,
    taxes              INTEGER,
    total              INTEGER,
    file               INTEGER NOT NULL REFERENCES files (id),
    source_line        INTEGER NOT NULL,
    source_rows        INTEGER NOT NULL,
    fingerprint        BLOB NOT NULL,
    export_micros      INTEGER,
    UNIQUE (source, grain, row_key)
) STRICT;

-- Rows of flow reports. A report without dates has the smallest number for both of its days.
CREATE TABLE flows (
    id              INTEGER PRIMARY KEY,
    platform        TEXT NOT NULL,
    flow_id         TEXT NOT NULL,
    message_id      TEXT NOT NULL,
    variant         TEXT NOT NULL,
    first_day       INTEGER NOT NULL,
    last_day        INTEGER NOT NULL,
    flow            TEXT NOT NULL,
    message         TEXT,
    channel         TEXT NOT NULL,
    status          TEXT,
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
    file            INTEGER NOT NULL REFERENCES files (id),
    source_line     INTEGER NOT NULL,
    source_rows     INTEGER NOT NULL,
    fingerprint     BLOB NOT NULL,
    export_micros   INTEGER,
    UNIQUE (platform, flow_id, message_id, variant, first_day, last_day)
) STRICT;

-- One profile per platform and person; those of version 1 are of Shopify's customers export.
ALTER TABLE profiles RENAME TO profiles_of_one_platform;
ALTER TABLE profile_tags RENAME TO profile_tags_of_one_platform;

CREATE TABLE profiles (
    id            INTEGER PRIMARY KEY,
    platform      TEXT NOT NULL,
    person        INTEGER NOT NULL REFERENCES people (id),
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
    export_micros INTEGER,
    UNIQUE (platform, person)
) STRICT;

CREATE TABLE profile_tags (
    profile_row INTEGER NOT NULL REFERENCES profiles (id) ON DELETE CASCADE,
    position    INTEGER NOT NULL,
    tag         TEXT NOT NULL,
    PRIMARY KEY (profile_row, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE profile_properties (
    profile_row INTEGER NOT NULL REFERENCES profiles (id) ON DELETE CASCADE,
    position    INTEGER NOT NULL,
    name        TEXT NOT NULL,
    value       TEXT NOT NULL,
    PRIMARY KEY (profile_row, position)
) STRICT, WITHOUT ROWID;

INSERT INTO profiles
    SELECT id, 'shopify', person, email, phone, customer_id, consent, country, total_orders,
        total_spent, file, source_line, source_rows, fingerprint, export_micros
    FROM profiles_of_one_platform;
INSERT INTO profile_tags SELECT profile_row, position, tag FROM profile_tags_of_one_platform;

DROP TABLE profile_tags_of_one_platform;
DROP TABLE profiles_of_one_platform;
