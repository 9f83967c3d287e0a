-- Until when a page may be kept: the next moment at which a price or a product begins or ends is found by these.
CREATE INDEX price_valid_from_idx ON @shop@.price (valid_from);
CREATE INDEX price_valid_to_idx ON @shop@.price (valid_to) WHERE valid_to < 'infinity';
CREATE INDEX product_publish_idx ON @shop@.product (publish_at) WHERE state = 'active';
CREATE INDEX product_unpublish_idx ON @shop@.product (unpublish_at) WHERE state = 'active' AND unpublish_at < 'infinity';
