-- Likewise an e-mail address.
CREATE INDEX @concurrently@ IF NOT EXISTS order_contact_email_begins_idx ON @shop@.order_contact ((lower(email) COLLATE "C"));
