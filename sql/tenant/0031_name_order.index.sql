-- Likewise.
CREATE INDEX @concurrently@ IF NOT EXISTS product_text_sort_idx ON @shop@.product_text (locale, sort_key, product_id);
