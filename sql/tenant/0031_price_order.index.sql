-- Likewise; of prices that no clock will change.
CREATE INDEX @concurrently@ IF NOT EXISTS product_facet_price_idx ON @shop@.product_facet ((price_minor[1]), product_id) WHERE cardinality(price_minor) = 1;
