-- A column in a table that every page reads; and one that is NULL in what is there already, in a table that every order writes.
ALTER TABLE @shop@.product ADD COLUMN season text NOT NULL DEFAULT '';
ALTER TABLE @shop@.orders ADD COLUMN season text;
ALTER TABLE @shop@.orders ALTER COLUMN season SET DEFAULT '';
