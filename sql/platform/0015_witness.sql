-- As cell.witness, for what is written on the platform.
CREATE TABLE stoa.witness (
	id bytea PRIMARY KEY,
	barred boolean NOT NULL DEFAULT false
);
