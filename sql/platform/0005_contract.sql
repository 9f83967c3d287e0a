-- Which files NNNN_*.contract.sql were let loose, since no program of the version before ran any more: from then on new shops are
-- made without what they take away. folder: platform, cell or tenant.
CREATE TABLE stoa.contract (
	folder text NOT NULL CHECK (folder IN ('platform', 'cell', 'tenant')),
	name text NOT NULL,
	released_at timestamptz NOT NULL,
	PRIMARY KEY (folder, name)
);
