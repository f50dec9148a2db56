-- Version 3: orders without repetitions, so that a million of them are written and read in seconds.
--
-- A product is written once and lines name it. The number of a line says which order it belongs to and
-- where: order row times 2^20, plus its position. An order keeps its person and no second copy of the
-- e-mail address, telephone number and customer id that made the person. An order is found again by
-- its id; the index by name is made when a file names orders only by name. `export_micros` is filled
-- where it is another than the age of the record's own file.

CREATE TABLE products (
    id                INTEGER PRIMARY KEY,
    title             TEXT NOT NULL,
    sku               TEXT,
    vendor            TEXT,
    requires_shipping INTEGER CHECK (requires_shipping IN (0, 1))
) STRICT;

CREATE INDEX products_by_title ON products (title);

INSERT INTO products (title, sku, vendor, requires_shipping)
SELECT DISTINCT title, sku, vendor, requires_shipping FROM order_lines;

CREATE TABLE lines (
    id        INTEGER PRIMARY KEY,
    order_row INTEGER GENERATED ALWAYS AS (id >> 20) VIRTUAL,
    product   INTEGER NOT NULL REFERENCES products (id),
    quantity  INTEGER NOT NULL,
    price     INTEGER
) STRICT;

INSERT INTO lines (id, product, quantity, price)
SELECT (order_row << 20) + position, products.id, quantity, price
FROM order_lines JOIN products ON products.title = order_lines.title
    AND products.sku IS order_lines.sku AND products.vendor IS order_lines.vendor
    AND products.requires_shipping IS order_lines.requires_shipping
ORDER BY order_row, position;

DROP TABLE order_lines;
ALTER TABLE lines RENAME TO order_lines;

-- The index of keys gets a name, so that a first import can make it once everybody is there.
CREATE TABLE people_by_number (
    id  INTEGER PRIMARY KEY,
    key TEXT NOT NULL
) STRICT;

INSERT INTO people_by_number (id, key) SELECT id, key FROM people ORDER BY id;
DROP TABLE people;
ALTER TABLE people_by_number RENAME TO people;
CREATE UNIQUE INDEX people_by_key ON people (key);

CREATE TABLE orders_without_repetitions (
    id                INTEGER PRIMARY KEY,
    platform          TEXT NOT NULL,
    order_id          TEXT NOT NULL,
    name              TEXT NOT NULL,
    person            INTEGER REFERENCES people (id),
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
    export_micros     INTEGER
) STRICT;

INSERT INTO orders_without_repetitions
SELECT id, platform, order_id, name, person, placed, placed_offset, financial, cancelled,
    cancelled_offset, source, payment_method, country, accepts_marketing, currency, lines_sum, subtotal,
    shipping, taxes, total, discount, refunded, utm_source, utm_medium, utm_campaign, utm_content,
    utm_term, landing_page, file, source_line, source_rows, fingerprint, export_micros
FROM orders ORDER BY id;

DROP INDEX orders_by_name;
DROP TABLE orders;
ALTER TABLE orders_without_repetitions RENAME TO orders;
CREATE UNIQUE INDEX orders_by_id ON orders (order_id, platform);
