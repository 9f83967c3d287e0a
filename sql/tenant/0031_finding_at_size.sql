-- Lists of products at any size. marks: categories and terms as lexemes, so that any choice of them is one question to one index;
-- generated, so that whoever writes the two columns keeps it.
ALTER TABLE @shop@.product_facet ADD COLUMN marks tsvector NOT NULL
	GENERATED ALWAYS AS (array_to_tsvector(categories::text[] || terms::text[])) STORED;
CREATE INDEX product_facet_marks_idx ON @shop@.product_facet USING gin (marks);
DROP INDEX @shop@.product_facet_categories_idx;
-- The orders in which a list that is too long to be put in order is walked. Prices that no clock will change stand in an index.
CREATE INDEX product_category_position_idx ON @shop@.product_category (category_id, position, product_id);
CREATE INDEX product_created_idx ON @shop@.product (created_at DESC, id DESC);
CREATE INDEX product_text_sort_idx ON @shop@.product_text (locale, sort_key, product_id);
CREATE INDEX product_facet_price_idx ON @shop@.product_facet ((price_minor[1]), product_id) WHERE cardinality(price_minor) = 1;
CREATE INDEX product_facet_planned_idx ON @shop@.product_facet (product_id) WHERE cardinality(price_minor) <> 1;
