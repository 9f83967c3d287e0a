-- A product's page by few keys: what its own row of product_near names, of product_offer. shop/product_near writes it.

-- A row a product. shelf: the category that its page leads home to, 0 for none. near: the product itself, then those of its shelf that
-- follow it by their ids, in a ring, as far as its page may ever need.
CREATE TABLE @shop@.product_near (
	product_id bigint PRIMARY KEY REFERENCES @shop@.product (id) ON DELETE CASCADE,
	shelf bigint NOT NULL,
	near bigint[] NOT NULL
);
CREATE INDEX product_near_shelf_idx ON @shop@.product_near (shelf, product_id);

-- What a list shows of it that no clock changes, in the form of shop/product_doc_format: all languages in the one row that is read
-- anyway. NULL: not written yet.
ALTER TABLE @shop@.product_offer ADD COLUMN face bytea;
ALTER TABLE @shop@.product_offer ALTER COLUMN face SET STORAGE EXTERNAL;

-- Read by key alone, so no plan depends on what is in them; but each backend would hold the statistics of each shop's columns, of doc
-- 20 KB.
ALTER TABLE @shop@.product_doc
	ALTER COLUMN product_id SET STATISTICS 0, ALTER COLUMN locale SET STATISTICS 0, ALTER COLUMN slug SET STATISTICS 0,
	ALTER COLUMN own_slug SET STATISTICS 0, ALTER COLUMN name SET STATISTICS 0, ALTER COLUMN picture SET STATISTICS 0,
	ALTER COLUMN picture_alt SET STATISTICS 0, ALTER COLUMN doc SET STATISTICS 0;
ALTER TABLE @shop@.product_offer
	ALTER COLUMN product_id SET STATISTICS 0, ALTER COLUMN visible_from SET STATISTICS 0, ALTER COLUMN visible_to SET STATISTICS 0,
	ALTER COLUMN variants SET STATISTICS 0, ALTER COLUMN pieces SET STATISTICS 0, ALTER COLUMN offer SET STATISTICS 0,
	ALTER COLUMN face SET STATISTICS 0;
ALTER TABLE @shop@.product_near
	ALTER COLUMN product_id SET STATISTICS 0, ALTER COLUMN shelf SET STATISTICS 0, ALTER COLUMN near SET STATISTICS 0;

-- Of a shop that is not large at once: nobody reads its offers meanwhile. Of a large one pages are made from the tables until the worker
-- has written the rest.
INSERT INTO @shop@.product_near (product_id, shelf, near)
SELECT p.id, coalesce((SELECT pc.category_id FROM @shop@.product_category pc JOIN @shop@.category c ON c.id = pc.category_id AND c.active
	WHERE pc.product_id = p.id ORDER BY (c.parent_id IS NULL), c.position, c.id LIMIT 1), 0), ARRAY[p.id]
FROM @shop@.product p
WHERE (SELECT count(*) FROM (SELECT 1 FROM @shop@.product LIMIT 1001) few) <= 1000;
UPDATE @shop@.product_near own SET near = ARRAY[own.product_id] || ARRAY (
	SELECT r.product_id
	FROM (
		SELECT x.part, x.product_id,
			count(*) FILTER (WHERE x.always) OVER (ORDER BY x.part, x.product_id) - x.always::int AS before
		FROM (
			(SELECT 1 AS part, f.product_id, o.visible_from < '1970-01-02Z' AND o.visible_to = 'infinity' AS always
			FROM @shop@.product_near f
			JOIN @shop@.product_offer o ON o.product_id = f.product_id AND o.visible_from < 'infinity'
			WHERE f.shelf = own.shelf AND f.product_id > own.product_id
			ORDER BY f.product_id LIMIT 8)
			UNION ALL
			(SELECT 2, f.product_id, o.visible_from < '1970-01-02Z' AND o.visible_to = 'infinity'
			FROM @shop@.product_near f
			JOIN @shop@.product_offer o ON o.product_id = f.product_id AND o.visible_from < 'infinity'
			WHERE f.shelf = own.shelf AND f.product_id < own.product_id
			ORDER BY f.product_id LIMIT 8)
		) x
	) r
	WHERE r.before < 4
	ORDER BY r.part, r.product_id LIMIT 8)
WHERE own.shelf <> 0;
UPDATE @shop@.product_offer o SET face = '\x3100'::bytea || c.card
FROM (
	SELECT d.product_id, string_agg(convert_to(d.locale, 'UTF8') || '\x00'::bytea || convert_to(d.name, 'UTF8') || '\x00'::bytea
		|| convert_to(d.slug, 'UTF8') || '\x00'::bytea || convert_to(coalesce(d.picture, ''), 'UTF8') || '\x00'::bytea
		|| convert_to(d.picture_alt, 'UTF8') || '\x00'::bytea, ''::bytea ORDER BY d.locale) AS card
	FROM @shop@.product_doc d
	JOIN @shop@.product_near n ON n.product_id = d.product_id
	GROUP BY d.product_id
) c
WHERE c.product_id = o.product_id;
