-- What an order's number begins with: by bytes, whatever the database's language.
CREATE INDEX @concurrently@ IF NOT EXISTS orders_number_begins_idx ON @shop@.orders ((lower(number) COLLATE "C"));
