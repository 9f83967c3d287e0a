-- An import of which staff want all or nothing: the worker writes it in one transaction.
ALTER TABLE @shop@.import_job ADD COLUMN whole bool NOT NULL DEFAULT false;
