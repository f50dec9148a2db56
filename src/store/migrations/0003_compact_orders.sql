-- Version 3: orders without repetitions, so that a million of them are written and read in seconds.
--
-- A product is written once and lines name it; so are the words that many orders share (`order_facts`) and
-- the UTM values they came with (`touches`). The view `orders_in_full` puts them together again. An order
-- has its lines in its row, as JSON `[[product, quantity, price], …]`; the view `order_lines` takes them
-- apart. An order keeps its person and no second copy of the
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

CREATE TABLE order_facts (
    id                INTEGER PRIMARY KEY,
    financial         TEXT NOT NULL,
    source            TEXT,
    payment_method    TEXT,
    country           TEXT,
    accepts_marketing INTEGER CHECK (accepts_marketing IN (0, 1)),
    currency          TEXT NOT NULL
) STRICT;

CREATE INDEX order_facts_by_words ON order_facts (country, payment_method, source);

INSERT INTO order_facts (financial, source, payment_method, country, accepts_marketing, currency)
SELECT DISTINCT financial, source, payment_method, country, accepts_marketing, currency FROM orders;

CREATE TABLE touches (
    id           INTEGER PRIMARY KEY,
    utm_source   TEXT,
    utm_medium   TEXT,
    utm_campaign TEXT,
    utm_content  TEXT,
    utm_term     TEXT
) STRICT;

CREATE INDEX touches_by_campaign ON touches (utm_campaign, utm_content, utm_term);

INSERT INTO touches (utm_source, utm_medium, utm_campaign, utm_content, utm_term)
SELECT DISTINCT utm_source, utm_medium, utm_campaign, utm_content, utm_term FROM orders
WHERE coalesce(utm_source, utm_medium, utm_campaign, utm_content, utm_term) IS NOT NULL;

CREATE TABLE orders_without_repetitions (
    id                INTEGER PRIMARY KEY,
    platform          TEXT NOT NULL,
    order_id          TEXT NOT NULL,
    name              TEXT NOT NULL,
    person            INTEGER REFERENCES people (id),
    placed            INTEGER NOT NULL,
    placed_offset     INTEGER NOT NULL,
    facts             INTEGER NOT NULL REFERENCES order_facts (id),
    cancelled         INTEGER,
    cancelled_offset  INTEGER,
    lines_sum         INTEGER,
    subtotal          INTEGER,
    shipping          INTEGER NOT NULL,
    taxes             INTEGER NOT NULL,
    total             INTEGER NOT NULL,
    discount          INTEGER,
    refunded          INTEGER NOT NULL,
    touch             INTEGER REFERENCES touches (id),
    landing_page      TEXT,
    lines             TEXT NOT NULL,
    file              INTEGER NOT NULL REFERENCES files (id),
    source_line       INTEGER NOT NULL,
    source_rows       INTEGER NOT NULL,
    fingerprint       BLOB NOT NULL,
    export_micros     INTEGER
) STRICT;

INSERT INTO orders_without_repetitions
SELECT orders.id, platform, order_id, name, person, placed, placed_offset, order_facts.id, cancelled,
    cancelled_offset, lines_sum, subtotal, shipping, taxes, total, discount, refunded, touches.id,
    landing_page,
    (
        SELECT '[' || coalesce(group_concat(line, ','), '') || ']' FROM (
            SELECT json_array(products.id, quantity, price) AS line
            FROM order_lines JOIN products ON products.title = order_lines.title
                AND products.sku IS order_lines.sku AND products.vendor IS order_lines.vendor
                AND products.requires_shipping IS order_lines.requires_shipping
            WHERE order_row = orders.id ORDER BY position
        )
    ),
    file, source_line, source_rows, fingerprint, export_micros
FROM orders
    JOIN order_facts ON order_facts.country IS orders.country
        AND order_facts.payment_method IS orders.payment_method
        AND order_facts.source IS orders.source AND order_facts.financial = orders.financial
        AND order_facts.accepts_marketing IS orders.accepts_marketing
        AND order_facts.currency = orders.currency
    LEFT JOIN touches ON touches.utm_campaign IS orders.utm_campaign
        AND touches.utm_content IS orders.utm_content AND touches.utm_term IS orders.utm_term
        AND touches.utm_source IS orders.utm_source AND touches.utm_medium IS orders.utm_medium
ORDER BY orders.id;

DROP TABLE order_lines;
DROP INDEX orders_by_name;
DROP TABLE orders;
ALTER TABLE orders_without_repetitions RENAME TO orders;
CREATE UNIQUE INDEX orders_by_id ON orders (order_id, platform);
-- Orders whose id no file told yet: few or none, and every import asks whether there is one.
CREATE INDEX orders_named_only ON orders (order_id) WHERE order_id = name;

CREATE VIEW orders_in_full AS
SELECT orders.id, platform, order_id, name, person, placed, placed_offset, financial, cancelled,
    cancelled_offset, source, payment_method, country, accepts_marketing, currency, lines_sum, subtotal,
    shipping, taxes, total, discount, refunded, utm_source, utm_medium, utm_campaign, utm_content,
    utm_term, landing_page, file, source_line, source_rows, fingerprint, export_micros
FROM orders JOIN order_facts ON order_facts.id = orders.facts
    LEFT JOIN touches ON touches.id = orders.touch;

CREATE VIEW order_lines AS
SELECT orders.id AS order_row, line.key AS position, line.value ->> 0 AS product,
    line.value ->> 1 AS quantity, line.value ->> 2 AS price
FROM orders, json_each(orders.lines) AS line;
