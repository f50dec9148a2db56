-- Version 4: more kinds of record, each with its source as in version 1.

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

-- Discounts by their code in lower case. `value` is in hundredths of a percent or minor units.
CREATE TABLE discounts (
    id                INTEGER PRIMARY KEY,
    code              TEXT NOT NULL UNIQUE,
    name              TEXT NOT NULL,
    value_type        TEXT NOT NULL,
    value             INTEGER,
    kind              TEXT,
    class             TEXT,
    times_used        INTEGER,
    limit_per_code    INTEGER,
    once_per_customer INTEGER CHECK (once_per_customer IN (0, 1)),
    status            TEXT NOT NULL,
    starts            INTEGER,
    starts_offset     INTEGER,
    ends              INTEGER,
    ends_offset       INTEGER,
    file              INTEGER NOT NULL REFERENCES files (id),
    source_line       INTEGER NOT NULL,
    source_rows       INTEGER NOT NULL,
    fingerprint       BLOB NOT NULL,
    export_micros     INTEGER
) STRICT;

-- Payments and refunds; amounts are positive for every kind.
CREATE TABLE transactions (
    id             INTEGER PRIMARY KEY,
    platform       TEXT NOT NULL,
    transaction_id TEXT NOT NULL,
    order_id       TEXT,
    order_name     TEXT,
    kind           TEXT NOT NULL,
    status         TEXT NOT NULL,
    amount         INTEGER NOT NULL,
    currency       TEXT NOT NULL,
    at             INTEGER NOT NULL,
    at_offset      INTEGER NOT NULL,
    gateway        TEXT,
    test           INTEGER CHECK (test IN (0, 1)),
    file           INTEGER NOT NULL REFERENCES files (id),
    source_line    INTEGER NOT NULL,
    source_rows    INTEGER NOT NULL,
    fingerprint    BLOB NOT NULL,
    export_micros  INTEGER,
    UNIQUE (platform, transaction_id)
) STRICT;

-- What campaigns cost. `detail` holds period and breakdown.
CREATE TABLE spend (
    id            INTEGER PRIMARY KEY,
    platform      TEXT NOT NULL,
    campaign      TEXT NOT NULL,
    detail        TEXT NOT NULL,
    campaign_id   TEXT,
    first_day     INTEGER,
    last_day      INTEGER,
    amount        INTEGER NOT NULL,
    currency      TEXT NOT NULL,
    impressions   INTEGER,
    clicks        INTEGER,
    file          INTEGER NOT NULL REFERENCES files (id),
    source_line   INTEGER NOT NULL,
    source_rows   INTEGER NOT NULL,
    fingerprint   BLOB NOT NULL,
    export_micros INTEGER,
    UNIQUE (platform, campaign, detail)
) STRICT;

-- Where orders came from, by another file; blank text stands for a missing id, name or visit.
CREATE TABLE order_touches (
    id            INTEGER PRIMARY KEY,
    order_id      TEXT NOT NULL,
    order_name    TEXT NOT NULL,
    visited       INTEGER,
    visited_offset INTEGER,
    utm_source    TEXT,
    utm_medium    TEXT,
    utm_campaign  TEXT,
    utm_content   TEXT,
    utm_term      TEXT,
    landing_page  TEXT,
    file          INTEGER NOT NULL REFERENCES files (id),
    source_line   INTEGER NOT NULL,
    source_rows   INTEGER NOT NULL,
    fingerprint   BLOB NOT NULL,
    export_micros INTEGER
) STRICT;

CREATE INDEX order_touches_by_order ON order_touches (order_id, order_name, visited);

-- Rows of reports of campaign messages, as `campaigns` but by the id of the message. Which campaign a
-- message belongs to is found out on reading, so that no order of imports matters.
CREATE TABLE campaign_messages (
    id              INTEGER PRIMARY KEY,
    platform        TEXT NOT NULL,
    message_id      TEXT NOT NULL,
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
    UNIQUE (platform, message_id, variant)
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

-- Messages by what their tools call them; blank where a file does not say.
CREATE TABLE messages (
    id        INTEGER PRIMARY KEY,
    message   TEXT NOT NULL,
    campaign  TEXT NOT NULL,
    flow      TEXT NOT NULL,
    variation TEXT NOT NULL,
    UNIQUE (message, campaign, flow, variation)
) STRICT;

-- What people did with them. There may be millions, and all that an event says is its key, so there
-- is neither a number nor a fingerprint. Kinds: 1 sent, 2 delivered, 3 opened, 4 clicked, 5 bounced,
-- 6 unsubscribed, 7 marked as spam, 8 order claimed by the tool.
CREATE TABLE message_events (
    person      INTEGER NOT NULL REFERENCES people (id),
    at          INTEGER NOT NULL,
    kind        INTEGER NOT NULL,
    message     INTEGER NOT NULL REFERENCES messages (id),
    file        INTEGER NOT NULL REFERENCES files (id),
    source_line INTEGER NOT NULL,
    PRIMARY KEY (person, at, kind, message)
) STRICT, WITHOUT ROWID;
