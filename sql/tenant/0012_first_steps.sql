-- What the list of first steps cannot tell from the shop itself: steps of which staff said that nothing is to be done (shop/first_steps).
ALTER TABLE @shop@.shop ADD COLUMN steps_settled text[] NOT NULL DEFAULT '{}';
