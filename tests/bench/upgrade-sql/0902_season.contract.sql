-- What the version before looks goods up by, and this one would no longer.
DROP INDEX @shop@.product_updated_idx;
ALTER TABLE @shop@.orders DROP COLUMN season;
