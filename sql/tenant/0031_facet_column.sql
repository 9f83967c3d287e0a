-- marks: categories and terms as lexemes, so that any choice of them is one question to one index; generated, so that whoever writes the
-- two columns keeps it.
ALTER TABLE @shop@.product_facet ADD COLUMN marks tsvector NOT NULL
	GENERATED ALWAYS AS (array_to_tsvector(categories::text[] || terms::text[])) STORED;
