-- The schema of one shop. Nothing here refers to another schema; every table has a primary key; no triggers.

-- Settings: exactly one row.
CREATE TABLE @shop@.shop (
	id bigint PRIMARY KEY CHECK (id = 1),
	default_locale text NOT NULL,
	locales text[] NOT NULL,
	currency text NOT NULL,
	country text NOT NULL,
	tax_mode text NOT NULL CHECK (tax_mode IN ('gross', 'net')),
	time_zone text NOT NULL,
	theme text NOT NULL DEFAULT 'plain',
	email text NOT NULL DEFAULT '',
	order_prefix text NOT NULL DEFAULT '',
	hero_address text,
	hero_alt jsonb NOT NULL DEFAULT '{}',
	version bigint NOT NULL DEFAULT 1
);

CREATE TABLE @shop@.shop_text (
	locale text PRIMARY KEY,
	title text NOT NULL,
	tagline text NOT NULL DEFAULT '',
	headline text NOT NULL DEFAULT '',
	home_text text NOT NULL DEFAULT ''
);

-- rate_nano: units of this currency for one unit of the shop's own, times 10^9.
CREATE TABLE @shop@.currency (
	code text PRIMARY KEY CHECK (code ~ '^[A-Z]{3}$'),
	position bigint NOT NULL,
	rate_nano bigint NOT NULL CHECK (rate_nano > 0)
);

-- Every address of a category, product or page in a locale, former ones included.
CREATE TABLE @shop@.slug (
	kind text NOT NULL CHECK (kind IN ('category', 'product', 'page')),
	locale text NOT NULL,
	slug text NOT NULL,
	entity_id bigint NOT NULL,
	current bool NOT NULL,
	PRIMARY KEY (kind, locale, slug)
);
CREATE UNIQUE INDEX slug_current_key ON @shop@.slug (kind, entity_id, locale) WHERE current;

CREATE SEQUENCE @shop@.category_id_seq;
CREATE TABLE @shop@.category (
	id bigint PRIMARY KEY DEFAULT nextval('@shop@.category_id_seq'),
	parent_id bigint REFERENCES @shop@.category (id),
	code text NOT NULL UNIQUE,
	position bigint NOT NULL,
	active bool NOT NULL DEFAULT true
);
CREATE TABLE @shop@.category_text (
	category_id bigint NOT NULL REFERENCES @shop@.category (id) ON DELETE CASCADE,
	locale text NOT NULL,
	name text NOT NULL,
	description text NOT NULL DEFAULT '',
	PRIMARY KEY (category_id, locale)
);

CREATE TABLE @shop@.tax_class (
	code text PRIMARY KEY,
	label jsonb NOT NULL,
	position bigint NOT NULL
);
-- ppm: parts per million of the net amount. valid_to is exclusive.
CREATE SEQUENCE @shop@.tax_rate_id_seq;
CREATE TABLE @shop@.tax_rate (
	id bigint PRIMARY KEY DEFAULT nextval('@shop@.tax_rate_id_seq'),
	country text NOT NULL CHECK (country ~ '^[A-Z]{2}$'),
	tax_class text NOT NULL REFERENCES @shop@.tax_class (code),
	ppm bigint NOT NULL CHECK (ppm BETWEEN 0 AND 1000000),
	name text NOT NULL,
	valid_from timestamptz NOT NULL,
	valid_to timestamptz NOT NULL DEFAULT 'infinity',
	CHECK (valid_from < valid_to),
	UNIQUE (country, tax_class, valid_from)
);

-- Products and variants that were ever ordered are archived, not deleted.
CREATE SEQUENCE @shop@.product_id_seq;
CREATE TABLE @shop@.product (
	id bigint PRIMARY KEY DEFAULT nextval('@shop@.product_id_seq'),
	handle text NOT NULL UNIQUE,
	state text NOT NULL CHECK (state IN ('draft', 'active', 'archived')),
	tax_class text NOT NULL REFERENCES @shop@.tax_class (code),
	vendor text NOT NULL DEFAULT '',
	kind text NOT NULL DEFAULT '',
	tags text[] NOT NULL DEFAULT '{}',
	featured bigint,
	position bigint NOT NULL DEFAULT 0,
	extra jsonb NOT NULL DEFAULT '{}',
	created_at timestamptz NOT NULL,
	updated_at timestamptz NOT NULL
);
CREATE INDEX product_featured_idx ON @shop@.product (featured) WHERE featured IS NOT NULL;
-- body: the text or markup as it was written; description: plain text made of it. sort_key: ICU's for the locale.
CREATE TABLE @shop@.product_text (
	product_id bigint NOT NULL REFERENCES @shop@.product (id) ON DELETE CASCADE,
	locale text NOT NULL,
	name text NOT NULL,
	summary text NOT NULL DEFAULT '',
	description text NOT NULL DEFAULT '',
	body text NOT NULL DEFAULT '',
	sort_key bytea NOT NULL,
	PRIMARY KEY (product_id, locale)
);
CREATE TABLE @shop@.product_category (
	category_id bigint NOT NULL REFERENCES @shop@.category (id) ON DELETE CASCADE,
	product_id bigint NOT NULL REFERENCES @shop@.product (id) ON DELETE CASCADE,
	position bigint NOT NULL,
	PRIMARY KEY (category_id, product_id)
);
CREATE INDEX product_category_product_idx ON @shop@.product_category (product_id);

-- words: tokens made by kit/text for the locale.
CREATE TABLE @shop@.product_search (
	product_id bigint NOT NULL REFERENCES @shop@.product (id) ON DELETE CASCADE,
	locale text NOT NULL,
	words tsvector NOT NULL,
	PRIMARY KEY (product_id, locale)
);
CREATE INDEX product_search_words_idx ON @shop@.product_search USING gin (words);

-- label: {"de": "Größe", "en": "Size"}.
CREATE SEQUENCE @shop@.option_id_seq;
CREATE TABLE @shop@.product_option (
	id bigint PRIMARY KEY DEFAULT nextval('@shop@.option_id_seq'),
	product_id bigint NOT NULL REFERENCES @shop@.product (id) ON DELETE CASCADE,
	code text NOT NULL,
	label jsonb NOT NULL,
	position bigint NOT NULL,
	UNIQUE (product_id, code)
);
CREATE SEQUENCE @shop@.option_value_id_seq;
CREATE TABLE @shop@.option_value (
	id bigint PRIMARY KEY DEFAULT nextval('@shop@.option_value_id_seq'),
	option_id bigint NOT NULL REFERENCES @shop@.product_option (id) ON DELETE CASCADE,
	code text NOT NULL,
	label jsonb NOT NULL,
	position bigint NOT NULL,
	UNIQUE (option_id, code)
);

-- values: option_value ids in the order of the product's options; empty where the product has none.
CREATE SEQUENCE @shop@.variant_id_seq;
CREATE TABLE @shop@.variant (
	id bigint PRIMARY KEY DEFAULT nextval('@shop@.variant_id_seq'),
	product_id bigint NOT NULL REFERENCES @shop@.product (id),
	sku text,
	barcode text,
	option_values bigint[] NOT NULL DEFAULT '{}',
	state text NOT NULL CHECK (state IN ('active', 'archived')),
	grams bigint NOT NULL DEFAULT 0 CHECK (grams >= 0),
	requires_shipping bool NOT NULL DEFAULT true,
	tracked bool NOT NULL DEFAULT true,
	backorder bool NOT NULL DEFAULT false,
	position bigint NOT NULL,
	extra jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX variant_product_idx ON @shop@.variant (product_id);
CREATE UNIQUE INDEX variant_sku_key ON @shop@.variant (sku) WHERE sku IS NOT NULL AND state = 'active';

-- History is kept: a change ends the old row and starts a new one. compare_minor: the price struck through.
CREATE SEQUENCE @shop@.price_id_seq;
CREATE TABLE @shop@.price (
	id bigint PRIMARY KEY DEFAULT nextval('@shop@.price_id_seq'),
	variant_id bigint NOT NULL REFERENCES @shop@.variant (id),
	price_list text NOT NULL DEFAULT 'base',
	currency text NOT NULL,
	min_quantity bigint NOT NULL DEFAULT 1 CHECK (min_quantity > 0),
	minor bigint NOT NULL CHECK (minor >= 0),
	compare_minor bigint CHECK (compare_minor >= 0),
	valid_from timestamptz NOT NULL,
	valid_to timestamptz NOT NULL DEFAULT 'infinity'
);
CREATE INDEX price_variant_idx ON @shop@.price (variant_id, price_list, currency, valid_from);
CREATE UNIQUE INDEX price_open_key ON @shop@.price (variant_id, price_list, currency, min_quantity) WHERE valid_to = 'infinity';

CREATE SEQUENCE @shop@.location_id_seq;
CREATE TABLE @shop@.location (
	id bigint PRIMARY KEY DEFAULT nextval('@shop@.location_id_seq'),
	name text NOT NULL,
	is_default bool NOT NULL
);
CREATE UNIQUE INDEX location_default_key ON @shop@.location (is_default) WHERE is_default;
-- available = on_hand - reserved - committed; below zero only where the variant may be backordered.
CREATE TABLE @shop@.stock (
	variant_id bigint NOT NULL REFERENCES @shop@.variant (id),
	location_id bigint NOT NULL REFERENCES @shop@.location (id),
	on_hand bigint NOT NULL CHECK (on_hand >= 0),
	reserved bigint NOT NULL DEFAULT 0 CHECK (reserved >= 0),
	committed bigint NOT NULL DEFAULT 0 CHECK (committed >= 0),
	PRIMARY KEY (variant_id, location_id)
);

CREATE SEQUENCE @shop@.attribute_id_seq;
CREATE TABLE @shop@.attribute (
	id bigint PRIMARY KEY DEFAULT nextval('@shop@.attribute_id_seq'),
	code text NOT NULL UNIQUE,
	type text NOT NULL CHECK (type IN ('text', 'number', 'bool', 'choice')),
	label jsonb NOT NULL,
	unit text NOT NULL DEFAULT '',
	choices jsonb NOT NULL DEFAULT '{}',
	position bigint NOT NULL
);
-- value: a decimal for number, true/false for bool, a choice's code, or {"de": "..."} for text.
CREATE TABLE @shop@.product_attribute (
	product_id bigint NOT NULL REFERENCES @shop@.product (id) ON DELETE CASCADE,
	attribute_id bigint NOT NULL REFERENCES @shop@.attribute (id) ON DELETE CASCADE,
	value jsonb NOT NULL,
	PRIMARY KEY (product_id, attribute_id)
);

-- address: below the media base; NULL until the picture at source_address has been fetched.
CREATE SEQUENCE @shop@.picture_id_seq;
CREATE TABLE @shop@.picture (
	id bigint PRIMARY KEY DEFAULT nextval('@shop@.picture_id_seq'),
	product_id bigint NOT NULL REFERENCES @shop@.product (id) ON DELETE CASCADE,
	variant_id bigint REFERENCES @shop@.variant (id),
	address text,
	source_address text,
	width bigint NOT NULL DEFAULT 0,
	height bigint NOT NULL DEFAULT 0,
	alt jsonb NOT NULL DEFAULT '{}',
	position bigint NOT NULL
);
CREATE INDEX picture_product_idx ON @shop@.picture (product_id, position);

CREATE SEQUENCE @shop@.page_id_seq;
CREATE TABLE @shop@.page (
	id bigint PRIMARY KEY DEFAULT nextval('@shop@.page_id_seq'),
	code text NOT NULL UNIQUE,
	position bigint NOT NULL
);
CREATE TABLE @shop@.page_text (
	page_id bigint NOT NULL REFERENCES @shop@.page (id) ON DELETE CASCADE,
	locale text NOT NULL,
	title text NOT NULL,
	body text NOT NULL,
	PRIMARY KEY (page_id, locale)
);

-- countries: ISO 3166-1 alpha-2 codes, or '*' for every country; the first zone by position that lists the country counts.
CREATE SEQUENCE @shop@.zone_id_seq;
CREATE TABLE @shop@.zone (
	id bigint PRIMARY KEY DEFAULT nextval('@shop@.zone_id_seq'),
	code text NOT NULL UNIQUE,
	label jsonb NOT NULL,
	countries text[] NOT NULL,
	position bigint NOT NULL
);
CREATE SEQUENCE @shop@.shipping_method_id_seq;
CREATE TABLE @shop@.shipping_method (
	id bigint PRIMARY KEY DEFAULT nextval('@shop@.shipping_method_id_seq'),
	zone_id bigint NOT NULL REFERENCES @shop@.zone (id),
	code text NOT NULL,
	label jsonb NOT NULL,
	hint jsonb NOT NULL DEFAULT '{}',
	basis text NOT NULL CHECK (basis IN ('flat', 'weight', 'price')),
	tax_class text NOT NULL REFERENCES @shop@.tax_class (code),
	position bigint NOT NULL,
	active bool NOT NULL DEFAULT true,
	UNIQUE (zone_id, code)
);
-- from_value: grams, or minor units of the items' total; the row with the largest from_value not above the cart's counts.
-- minor NULL: not offered from there on.
CREATE SEQUENCE @shop@.shipping_rate_id_seq;
CREATE TABLE @shop@.shipping_rate (
	id bigint PRIMARY KEY DEFAULT nextval('@shop@.shipping_rate_id_seq'),
	method_id bigint NOT NULL REFERENCES @shop@.shipping_method (id) ON DELETE CASCADE,
	currency text NOT NULL,
	from_value bigint NOT NULL CHECK (from_value >= 0),
	minor bigint CHECK (minor >= 0),
	UNIQUE (method_id, currency, from_value)
);

-- countries: destinations for which it is offered; empty for all.
CREATE TABLE @shop@.payment_method (
	code text PRIMARY KEY,
	provider text NOT NULL,
	label jsonb NOT NULL,
	instructions jsonb NOT NULL DEFAULT '{}',
	countries text[] NOT NULL DEFAULT '{}',
	position bigint NOT NULL,
	active bool NOT NULL DEFAULT true
);

-- token_hash: SHA-256 of the token in the shopper's cookie.
CREATE SEQUENCE @shop@.cart_id_seq;
CREATE TABLE @shop@.cart (
	id bigint PRIMARY KEY DEFAULT nextval('@shop@.cart_id_seq'),
	token_hash bytea NOT NULL UNIQUE,
	state text NOT NULL CHECK (state IN ('open', 'ordered')),
	shipping_method_id bigint,
	payment_method text,
	created_at timestamptz NOT NULL,
	updated_at timestamptz NOT NULL
);
CREATE INDEX cart_updated_idx ON @shop@.cart (updated_at);
-- seen_minor, seen_currency: the unit price that the shopper last saw, so that a change is told.
CREATE TABLE @shop@.cart_line (
	cart_id bigint NOT NULL REFERENCES @shop@.cart (id) ON DELETE CASCADE,
	variant_id bigint NOT NULL REFERENCES @shop@.variant (id),
	quantity bigint NOT NULL CHECK (quantity BETWEEN 1 AND 9999),
	seen_minor bigint NOT NULL,
	seen_currency text NOT NULL,
	added_at timestamptz NOT NULL,
	PRIMARY KEY (cart_id, variant_id)
);
-- Personal: see the retention table in ARCHITECTURE.md.
CREATE TABLE @shop@.cart_contact (
	cart_id bigint PRIMARY KEY REFERENCES @shop@.cart (id) ON DELETE CASCADE,
	email text NOT NULL,
	name text NOT NULL,
	company text NOT NULL DEFAULT '',
	line1 text NOT NULL,
	line2 text NOT NULL DEFAULT '',
	city text NOT NULL DEFAULT '',
	region text NOT NULL DEFAULT '',
	postcode text NOT NULL DEFAULT '',
	country text NOT NULL,
	phone text NOT NULL DEFAULT ''
);

-- Order numbers are unique, gaps allowed.
CREATE SEQUENCE @shop@.order_number_seq START 1001;
CREATE SEQUENCE @shop@.order_id_seq;
-- items_*, shipping_*: net and gross; total_minor is what the shopper pays. rate_nano: see currency.
CREATE TABLE @shop@.orders (
	id bigint PRIMARY KEY DEFAULT nextval('@shop@.order_id_seq'),
	number text NOT NULL UNIQUE,
	token text NOT NULL UNIQUE,
	place_key text NOT NULL UNIQUE,
	customer_id bigint,
	state text NOT NULL CHECK (state IN ('placed', 'completed', 'cancelled')),
	payment_state text NOT NULL CHECK (payment_state IN ('unpaid', 'paid', 'part_refunded', 'refunded')),
	shipping_state text NOT NULL CHECK (shipping_state IN ('unshipped', 'part_shipped', 'shipped')),
	locale text NOT NULL,
	currency text NOT NULL,
	rate_nano bigint NOT NULL,
	tax_mode text NOT NULL,
	channel text NOT NULL,
	price_list text NOT NULL,
	tax_country text NOT NULL,
	payment_method text NOT NULL,
	payment_label text NOT NULL,
	shipping_method_id bigint,
	shipping_label text NOT NULL,
	items_net bigint NOT NULL,
	items_gross bigint NOT NULL,
	shipping_net bigint NOT NULL,
	shipping_gross bigint NOT NULL,
	tax_minor bigint NOT NULL,
	total_minor bigint NOT NULL,
	placed_at timestamptz NOT NULL,
	updated_at timestamptz NOT NULL,
	CHECK (items_gross + shipping_gross = total_minor),
	CHECK (items_net + shipping_net + tax_minor = total_minor)
);
CREATE INDEX orders_placed_idx ON @shop@.orders (placed_at DESC, id DESC);
CREATE INDEX orders_to_ship_idx ON @shop@.orders (placed_at) WHERE state = 'placed' AND shipping_state <> 'shipped';

-- Personal: see the retention table in ARCHITECTURE.md.
CREATE TABLE @shop@.order_contact (
	order_id bigint PRIMARY KEY REFERENCES @shop@.orders (id),
	email text NOT NULL,
	phone text NOT NULL DEFAULT ''
);
CREATE INDEX order_contact_email_idx ON @shop@.order_contact (lower(email));
CREATE TABLE @shop@.order_address (
	order_id bigint NOT NULL REFERENCES @shop@.orders (id),
	kind text NOT NULL CHECK (kind IN ('shipping', 'billing')),
	name text NOT NULL,
	company text NOT NULL DEFAULT '',
	line1 text NOT NULL,
	line2 text NOT NULL DEFAULT '',
	city text NOT NULL DEFAULT '',
	region text NOT NULL DEFAULT '',
	postcode text NOT NULL DEFAULT '',
	country text NOT NULL,
	PRIMARY KEY (order_id, kind)
);

-- A snapshot: what the shopper bought, as it was named and priced. options: "Größe: 30 cm, Farbe: Blau" in the order's locale.
CREATE SEQUENCE @shop@.order_line_id_seq;
CREATE TABLE @shop@.order_line (
	id bigint PRIMARY KEY DEFAULT nextval('@shop@.order_line_id_seq'),
	order_id bigint NOT NULL REFERENCES @shop@.orders (id),
	position bigint NOT NULL,
	variant_id bigint NOT NULL REFERENCES @shop@.variant (id),
	name text NOT NULL,
	sku text,
	options text NOT NULL DEFAULT '',
	picture text,
	tax_class text NOT NULL,
	quantity bigint NOT NULL CHECK (quantity > 0),
	grams bigint NOT NULL,
	requires_shipping bool NOT NULL,
	unit_net bigint NOT NULL,
	unit_gross bigint NOT NULL,
	line_net bigint NOT NULL,
	line_gross bigint NOT NULL,
	discount_minor bigint NOT NULL DEFAULT 0,
	committed bool NOT NULL,
	UNIQUE (order_id, position)
);
-- Tax of a line, or of shipping where order_line_id is NULL. rounding: at which level the amount was rounded.
CREATE SEQUENCE @shop@.order_tax_id_seq;
CREATE TABLE @shop@.order_tax (
	id bigint PRIMARY KEY DEFAULT nextval('@shop@.order_tax_id_seq'),
	order_id bigint NOT NULL REFERENCES @shop@.orders (id),
	order_line_id bigint REFERENCES @shop@.order_line (id),
	name text NOT NULL,
	jurisdiction text NOT NULL,
	rate_ppm bigint NOT NULL,
	base_minor bigint NOT NULL,
	amount_minor bigint NOT NULL,
	rounding text NOT NULL CHECK (rounding IN ('unit', 'line', 'total'))
);
CREATE INDEX order_tax_order_idx ON @shop@.order_tax (order_id);

-- Each change of state with its actor and cause; ids and codes only.
CREATE SEQUENCE @shop@.order_event_id_seq;
CREATE TABLE @shop@.order_event (
	id bigint PRIMARY KEY DEFAULT nextval('@shop@.order_event_id_seq'),
	order_id bigint NOT NULL REFERENCES @shop@.orders (id),
	at timestamptz NOT NULL,
	kind text NOT NULL,
	actor text NOT NULL CHECK (actor IN ('shopper', 'staff', 'provider', 'system')),
	actor_id bigint,
	detail text NOT NULL DEFAULT ''
);
CREATE INDEX order_event_order_idx ON @shop@.order_event (order_id, id);

-- key: idempotency key of the attempt; provider_ref: the provider's own id, unique per provider.
CREATE SEQUENCE @shop@.payment_id_seq;
CREATE TABLE @shop@.payment (
	id bigint PRIMARY KEY DEFAULT nextval('@shop@.payment_id_seq'),
	order_id bigint NOT NULL REFERENCES @shop@.orders (id),
	key text NOT NULL UNIQUE,
	provider text NOT NULL,
	method text NOT NULL,
	state text NOT NULL CHECK (state IN ('created', 'pending', 'captured', 'failed', 'cancelled')),
	currency text NOT NULL,
	amount_minor bigint NOT NULL CHECK (amount_minor >= 0),
	refunded_minor bigint NOT NULL DEFAULT 0 CHECK (refunded_minor BETWEEN 0 AND amount_minor),
	provider_ref text,
	created_at timestamptz NOT NULL,
	updated_at timestamptz NOT NULL
);
CREATE INDEX payment_order_idx ON @shop@.payment (order_id);
CREATE UNIQUE INDEX payment_provider_ref_key ON @shop@.payment (provider, provider_ref) WHERE provider_ref IS NOT NULL;
-- One row a provider's notice, so that a repeated one changes nothing.
CREATE TABLE @shop@.payment_notice (
	provider text NOT NULL,
	notice_id text NOT NULL,
	payment_id bigint NOT NULL REFERENCES @shop@.payment (id),
	kind text NOT NULL,
	received_at timestamptz NOT NULL,
	PRIMARY KEY (provider, notice_id)
);

CREATE SEQUENCE @shop@.refund_id_seq;
CREATE TABLE @shop@.refund (
	id bigint PRIMARY KEY DEFAULT nextval('@shop@.refund_id_seq'),
	order_id bigint NOT NULL REFERENCES @shop@.orders (id),
	payment_id bigint NOT NULL REFERENCES @shop@.payment (id),
	key text NOT NULL UNIQUE,
	state text NOT NULL CHECK (state IN ('requested', 'done', 'failed')),
	currency text NOT NULL,
	amount_minor bigint NOT NULL CHECK (amount_minor > 0),
	provider_ref text,
	created_at timestamptz NOT NULL,
	updated_at timestamptz NOT NULL
);
CREATE INDEX refund_order_idx ON @shop@.refund (order_id);
CREATE SEQUENCE @shop@.refund_line_id_seq;
CREATE TABLE @shop@.refund_line (
	id bigint PRIMARY KEY DEFAULT nextval('@shop@.refund_line_id_seq'),
	refund_id bigint NOT NULL REFERENCES @shop@.refund (id),
	order_line_id bigint REFERENCES @shop@.order_line (id),
	quantity bigint NOT NULL,
	amount_minor bigint NOT NULL
);
CREATE INDEX refund_line_refund_idx ON @shop@.refund_line (refund_id);

CREATE SEQUENCE @shop@.shipment_id_seq;
CREATE TABLE @shop@.shipment (
	id bigint PRIMARY KEY DEFAULT nextval('@shop@.shipment_id_seq'),
	order_id bigint NOT NULL REFERENCES @shop@.orders (id),
	key text NOT NULL UNIQUE,
	carrier text NOT NULL DEFAULT '',
	tracking text NOT NULL DEFAULT '',
	shipped_at timestamptz NOT NULL
);
CREATE INDEX shipment_order_idx ON @shop@.shipment (order_id);
CREATE TABLE @shop@.shipment_line (
	shipment_id bigint NOT NULL REFERENCES @shop@.shipment (id),
	order_line_id bigint NOT NULL REFERENCES @shop@.order_line (id),
	quantity bigint NOT NULL CHECK (quantity > 0),
	PRIMARY KEY (shipment_id, order_line_id)
);

-- Work for the worker. effect: what makes the effect unique ("mail:order_placed:17"). ref_id: refund or shipment.
CREATE SEQUENCE @shop@.outbox_id_seq;
CREATE TABLE @shop@.outbox (
	id bigint PRIMARY KEY DEFAULT nextval('@shop@.outbox_id_seq'),
	kind text NOT NULL,
	effect text NOT NULL UNIQUE,
	order_id bigint REFERENCES @shop@.orders (id),
	ref_id bigint,
	state text NOT NULL CHECK (state IN ('queued', 'done', 'dead')),
	attempts bigint NOT NULL DEFAULT 0,
	due_at timestamptz NOT NULL,
	last_error text NOT NULL DEFAULT '',
	created_at timestamptz NOT NULL,
	done_at timestamptz
);
CREATE INDEX outbox_due_idx ON @shop@.outbox (due_at) WHERE state = 'queued';
