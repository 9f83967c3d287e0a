-- Where staff put the pieces that a refund sets out for sale again; NULL: where they were sent from.
ALTER TABLE @shop@.refund ADD COLUMN location_id bigint;
