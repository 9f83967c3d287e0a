-- Likewise.
CREATE INDEX @concurrently@ IF NOT EXISTS product_created_idx ON @shop@.product (created_at DESC, id DESC);
