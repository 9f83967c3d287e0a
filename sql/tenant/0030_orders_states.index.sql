-- Each filter of the staff's list of orders reads its states from the newest on.
CREATE INDEX @concurrently@ IF NOT EXISTS orders_states_idx ON @shop@.orders (state, payment_state, shipping_state, placed_at DESC, id DESC);
