-- A product is shown while its state is active and the clock stands within [publish_at, unpublish_at). version: of what staff edits; whoever saves
-- over a newer one is told.
ALTER TABLE @shop@.product ADD COLUMN publish_at timestamptz NOT NULL DEFAULT 'epoch';
ALTER TABLE @shop@.product ADD COLUMN unpublish_at timestamptz NOT NULL DEFAULT 'infinity';
ALTER TABLE @shop@.product ADD COLUMN version bigint NOT NULL DEFAULT 1;
CREATE INDEX product_updated_idx ON @shop@.product (updated_at);
