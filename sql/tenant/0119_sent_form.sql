-- A form of staff, by a hash of its key and address: another hash of all that it said, and what it was answered (web/once). Kept for a day.
CREATE TABLE @shop@.sent_form (
	id bytea PRIMARY KEY,
	said bytea NOT NULL,
	location text,
	flash text,
	made_at timestamptz NOT NULL
);
