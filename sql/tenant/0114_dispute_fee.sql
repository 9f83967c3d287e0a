-- What the provider keeps for a dispute, as it tells it, in the currency that it says; NULL where it told of none. The books have it where that is
-- the payment's currency.
ALTER TABLE @shop@.dispute ADD COLUMN fee_minor bigint CHECK (fee_minor >= 0), ADD COLUMN fee_currency text;
