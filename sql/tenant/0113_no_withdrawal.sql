-- Goods that one may not withdraw from (directive 2011/83/EU, article 16): why, a code of shop/withdrawal; NULL for all others. A line of an
-- order keeps what was told when it was placed.
ALTER TABLE @shop@.product ADD COLUMN no_withdrawal text;
ALTER TABLE @shop@.order_line ADD COLUMN no_withdrawal text;
