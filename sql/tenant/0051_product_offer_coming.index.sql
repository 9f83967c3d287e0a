-- When the next product comes by the clock: until then a product's page, with its neighbours, may be kept. Few have a day at all.
CREATE INDEX @concurrently@ IF NOT EXISTS product_offer_coming_idx ON @shop@.product_offer (visible_from)
	WHERE visible_from > '1970-01-02Z' AND visible_from < 'infinity';
