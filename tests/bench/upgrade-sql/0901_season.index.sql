CREATE INDEX @concurrently@ IF NOT EXISTS product_season_idx ON @shop@.product (season);
