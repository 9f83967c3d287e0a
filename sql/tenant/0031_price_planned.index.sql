-- The others, which are put in order.
CREATE INDEX @concurrently@ IF NOT EXISTS product_facet_planned_idx ON @shop@.product_facet (product_id) WHERE cardinality(price_minor) <> 1;
