-- How the shop takes things back: days in which one may withdraw (the law's, or more), days for which a parcel travels at most, and where
-- parcels go, lines as on an envelope.
ALTER TABLE @shop@.shop ADD COLUMN return_days bigint NOT NULL DEFAULT 14 CHECK (return_days BETWEEN 14 AND 365);
ALTER TABLE @shop@.shop ADD COLUMN return_travel_days bigint NOT NULL DEFAULT 7 CHECK (return_travel_days BETWEEN 0 AND 60);
ALTER TABLE @shop@.shop ADD COLUMN return_address text NOT NULL DEFAULT '';
