-- A word as it is written, to be shown where it stands for a mistyped one. Rows that were there are made anew with the index.
DELETE FROM @shop@.search_word;
ALTER TABLE @shop@.search_word ADD COLUMN written text NOT NULL;
