-- shared: kept for something else than products (a logo, the home page), too, or nobody knows: it is not taken away with the last product that
-- shows it.
ALTER TABLE @shop@.media ADD COLUMN shared bool NOT NULL DEFAULT true;
