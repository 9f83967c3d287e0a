-- Any choice of categories and terms.
CREATE INDEX @concurrently@ IF NOT EXISTS product_facet_marks_idx ON @shop@.product_facet USING gin (marks);
