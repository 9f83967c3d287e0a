-- The orders in which a list that is too long to be put in order is walked.
CREATE INDEX @concurrently@ IF NOT EXISTS product_category_position_idx ON @shop@.product_category (category_id, position, product_id);
