-- By this the version before found when the next product comes.
DROP INDEX IF EXISTS @shop@.product_offer_coming_idx;
-- Of the same type: all that goes are its statistics, 20 KB that every backend would read of every shop.
ALTER TABLE @shop@.product_doc ALTER COLUMN doc TYPE bytea;
