-- Whether a variant was ever ordered, and so may not go.
CREATE INDEX @concurrently@ IF NOT EXISTS order_line_variant_idx ON @shop@.order_line (variant_id);
