-- A refund that failed is tried again by another one: the first of all these tries, NULL for that one and for those that were tried once. So what
-- was made good is not tried once more.
ALTER TABLE @shop@.refund ADD COLUMN again_of bigint;
