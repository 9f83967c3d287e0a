-- That a transaction took place, for whoever has lost the answer to its COMMIT (db/witness): a row by a key that the writer drew, written in that
-- very transaction. barred: whoever asked was first, and the transaction will not take place any more. Keys begin with the time in seconds (6
-- bytes), so rows are added at one end of the index; the worker deletes what is older than an hour.
CREATE TABLE cell.witness (
	id bytea PRIMARY KEY,
	barred boolean NOT NULL DEFAULT false
);
