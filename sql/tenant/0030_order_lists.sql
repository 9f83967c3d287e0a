-- The staff's list of orders at any size: each filter reads its states from the newest on, and a search finds by an index.
CREATE INDEX orders_states_idx ON @shop@.orders (state, payment_state, shipping_state, placed_at DESC, id DESC);
-- What begins with: by bytes, whatever the database's language.
CREATE INDEX orders_number_begins_idx ON @shop@.orders ((lower(number) COLLATE "C"));
DROP INDEX @shop@.order_contact_email_idx;
CREATE INDEX order_contact_email_begins_idx ON @shop@.order_contact ((lower(email) COLLATE "C"));
-- What the name holds: all its runs of two letters and of three.
CREATE INDEX order_address_name_holds_idx ON @shop@.order_address USING gin (string_to_array(
	regexp_replace(lower(name), '(..)', '\1' || chr(31), 'g') || chr(31) || regexp_replace(substr(lower(name), 2), '(..)', '\1' || chr(31), 'g') || chr(31)
	|| regexp_replace(lower(name), '(...)', '\1' || chr(31), 'g') || chr(31) || regexp_replace(substr(lower(name), 2), '(...)', '\1' || chr(31), 'g') || chr(31)
	|| regexp_replace(substr(lower(name), 3), '(...)', '\1' || chr(31), 'g'), chr(31))) WHERE kind = 'shipping';
