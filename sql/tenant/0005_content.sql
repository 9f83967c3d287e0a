-- What a merchant arranges: categories, pages, menus, the home page, and where old addresses lead.

-- hidden is the merchant's wish; active follows from it and from those of the categories above. sort: how a category lists its
-- products unless the shopper asks for another order. version counts changes, so that nobody overwrites another's unseen.
ALTER TABLE @shop@.category
	ADD COLUMN hidden bool NOT NULL DEFAULT false,
	ADD COLUMN sort text NOT NULL DEFAULT 'featured' CHECK (sort IN ('featured', 'name', 'price', 'price-down', 'new')),
	ADD COLUMN version bigint NOT NULL DEFAULT 1;
UPDATE @shop@.category SET hidden = NOT active;

-- role: by which the shop itself finds a page. format: how its bodies are written.
ALTER TABLE @shop@.page
	ADD COLUMN role text CHECK (role IN ('imprint', 'privacy', 'terms', 'withdrawal', 'shipping')),
	ADD COLUMN active bool NOT NULL DEFAULT true,
	ADD COLUMN format text NOT NULL DEFAULT 'text' CHECK (format IN ('text', 'html')),
	ADD COLUMN version bigint NOT NULL DEFAULT 1;
UPDATE @shop@.page SET role = code WHERE code IN ('imprint', 'privacy', 'terms', 'withdrawal', 'shipping');
CREATE UNIQUE INDEX page_role_key ON @shop@.page (role) WHERE role IS NOT NULL;

-- A menu without a row is the one that the shop makes by itself. target_id: a category or a page. label: {"de": "Neu"}; where it is
-- empty, the target's own name.
CREATE SEQUENCE @shop@.menu_item_id_seq;
CREATE TABLE @shop@.menu_item (
	id bigint PRIMARY KEY DEFAULT nextval('@shop@.menu_item_id_seq'),
	menu text NOT NULL CHECK (menu IN ('main', 'footer')),
	parent_id bigint REFERENCES @shop@.menu_item (id) ON DELETE CASCADE,
	position bigint NOT NULL,
	kind text NOT NULL CHECK (kind IN ('home', 'category', 'page', 'address')),
	target_id bigint,
	address text,
	label jsonb NOT NULL DEFAULT '{}',
	version bigint NOT NULL DEFAULT 1,
	CHECK ((kind IN ('category', 'page')) = (target_id IS NOT NULL)),
	CHECK ((kind = 'address') = (address IS NOT NULL))
);

-- Without a row the home page is the one that the shop makes by itself. headline, body, button, picture_alt: {"de": "Neu"}.
-- starts_at 1970 and ends_at infinity: always. link_*: as a menu item's target. source, category_id, products, max_products: what a
-- row of products shows.
CREATE SEQUENCE @shop@.home_block_id_seq;
CREATE TABLE @shop@.home_block (
	id bigint PRIMARY KEY DEFAULT nextval('@shop@.home_block_id_seq'),
	kind text NOT NULL CHECK (kind IN ('hero', 'products', 'text', 'categories', 'banner')),
	position bigint NOT NULL,
	active bool NOT NULL DEFAULT true,
	starts_at timestamptz NOT NULL DEFAULT '1970-01-01 00:00:00+00',
	ends_at timestamptz NOT NULL DEFAULT 'infinity',
	headline jsonb NOT NULL DEFAULT '{}',
	body jsonb NOT NULL DEFAULT '{}',
	button jsonb NOT NULL DEFAULT '{}',
	link_kind text CHECK (link_kind IN ('category', 'page', 'address')),
	link_id bigint,
	link_address text,
	picture text,
	picture_alt jsonb NOT NULL DEFAULT '{}',
	source text NOT NULL DEFAULT 'featured' CHECK (source IN ('featured', 'newest', 'category', 'chosen')),
	category_id bigint,
	products bigint[] NOT NULL DEFAULT '{}',
	max_products bigint NOT NULL DEFAULT 8 CHECK (max_products BETWEEN 1 AND 24),
	version bigint NOT NULL DEFAULT 1,
	CHECK (coalesce(link_kind IN ('category', 'page'), false) = (link_id IS NOT NULL)),
	CHECK (coalesce(link_kind = 'address', false) = (link_address IS NOT NULL)),
	CHECK (starts_at < ends_at)
);

-- path: percent-decoded, with a locale ("/de/alt") or for all of them ("/alt"). target: a path of the shop, likewise.
CREATE SEQUENCE @shop@.redirect_id_seq;
CREATE TABLE @shop@.redirect (
	id bigint PRIMARY KEY DEFAULT nextval('@shop@.redirect_id_seq'),
	path text NOT NULL UNIQUE,
	target text NOT NULL,
	status bigint NOT NULL CHECK (status IN (301, 302))
);
