-- Whether a variant lies in anybody's cart.
CREATE INDEX @concurrently@ IF NOT EXISTS cart_line_variant_idx ON @shop@.cart_line (variant_id);
