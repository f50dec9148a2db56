"""Peer of the import benchmark: DuckDB, with two threads, reads the 25 columns that an import needs of a
Shopify orders export, and builds orders, items and customers tables in a persistent database.

    python3 benches/peers/import_duckdb.py orders.csv orders.duckdb [THREADS]
"""

import os
import resource
import sys
import time

import duckdb

source, target = sys.argv[1], sys.argv[2]
threads = int(sys.argv[3]) if len(sys.argv) > 3 else 2
for name in (target, target + ".wal"):
    if os.path.exists(name):
        os.remove(name)

COLUMNS = [
    "Name", "Email", "Financial Status", "Created at", "Cancelled at", "Currency", "Subtotal",
    "Shipping", "Taxes", "Total", "Discount Code", "Discount Amount", "Refunded Amount",
    "Lineitem quantity", "Lineitem name", "Lineitem price", "Lineitem sku", "Id", "Tags", "Source",
    "Payment Method", "Note Attributes", "Phone", "Accepts Marketing", "Shipping Country",
]
quoted = ", ".join(f'"{c}"' for c in COLUMNS)
start = time.perf_counter()
con = duckdb.connect(target)
con.execute(f"SET threads = {threads}")
con.execute(f"CREATE TEMP TABLE raw AS SELECT {quoted} FROM read_csv('{source}', header = true, all_varchar = true, quote = '\"', escape = '\"')")
con.execute("""CREATE TABLE orders AS SELECT "Id"::BIGINT AS id, "Name" AS name, lower(trim("Email")) AS email, "Phone" AS phone, "Financial Status" AS status,
  strptime("Created at", '%Y-%m-%d %H:%M:%S %z') AS created, "Cancelled at" AS cancelled, "Currency" AS currency,
  "Subtotal"::DECIMAL(14,2) AS subtotal, "Shipping"::DECIMAL(14,2) AS shipping, "Taxes"::DECIMAL(14,2) AS taxes, "Total"::DECIMAL(14,2) AS total,
  "Discount Code" AS code, "Discount Amount"::DECIMAL(14,2) AS discount, "Refunded Amount"::DECIMAL(14,2) AS refunded,
  "Tags" AS tags, "Source" AS source, "Payment Method" AS payment, "Note Attributes" AS attributes, "Accepts Marketing" AS marketing, "Shipping Country" AS country
  FROM raw WHERE "Financial Status" IS NOT NULL""")
con.execute("""CREATE TABLE items AS SELECT "Name" AS name, "Lineitem quantity"::INTEGER AS quantity, "Lineitem name" AS title, "Lineitem price"::DECIMAL(14,2) AS price, "Lineitem sku" AS sku FROM raw""")
con.execute("""CREATE TABLE customers AS SELECT coalesce(email, phone) AS key, count(*) AS orders, sum(total) AS spent, min(created) AS first_order, max(created) AS last_order
  FROM orders GROUP BY 1""")
con.execute("DROP TABLE raw")
con.execute("CHECKPOINT")
con.close()
# Seconds, peak megabytes, megabytes on disk: read by the benchmark.
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(f"{time.perf_counter() - start:.2f} {peak:.0f} {os.path.getsize(target) / 1e6:.0f}")
