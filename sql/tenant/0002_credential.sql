-- Keys that a shop has with providers, sealed by a key from outside the database. Who reads the table alone learns none of them.
CREATE TABLE @shop@.credential (
	provider text NOT NULL,
	name text NOT NULL,
	sealed text NOT NULL,
	set_at timestamptz NOT NULL,
	PRIMARY KEY (provider, name)
);
