-- What lists are filtered and counted by, and the words that a shop knows. shop/product_index writes all of it.

-- A row a product. Seen from visible_from until visible_to. available: any of its variants can be bought.
-- terms: what it has, by facet_term. price_from and price_minor: its lowest price in the shop's own currency from each time on;
-- the first time is -infinity, what was before the row was written is forgotten. NULL where it has none.
CREATE TABLE @shop@.product_facet (
	product_id bigint PRIMARY KEY REFERENCES @shop@.product (id) ON DELETE CASCADE,
	visible_from timestamptz NOT NULL,
	visible_to timestamptz NOT NULL,
	available bool NOT NULL,
	categories bigint[] NOT NULL,
	terms bigint[] NOT NULL,
	price_from timestamptz[] NOT NULL,
	price_minor bigint[] NOT NULL
);
CREATE INDEX product_facet_categories_idx ON @shop@.product_facet USING gin (categories);

-- Likewise where an amount is entered in another currency: the lowest of these, and in the shop's own currency the lowest of the
-- variants that have none.
CREATE TABLE @shop@.product_facet_price (
	product_id bigint NOT NULL REFERENCES @shop@.product (id) ON DELETE CASCADE,
	currency text NOT NULL,
	price_from timestamptz[] NOT NULL,
	price_minor bigint[] NOT NULL,
	rest_minor bigint[] NOT NULL,
	PRIMARY KEY (product_id, currency)
);

-- facet: "material." is an attribute, "glaze~" an option; code: a choice, "yes" or "no", a decimal, an option's value.
-- id: made of both (see the queries), so that nobody has to ask for it. The labels are an option's.
CREATE TABLE @shop@.facet_term (
	id bigint PRIMARY KEY,
	facet text NOT NULL,
	code text NOT NULL,
	number numeric,
	facet_label jsonb,
	label jsonb,
	position bigint NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX facet_term_code_key ON @shop@.facet_term (facet, code);

-- Each word of the shop's products in a language, and the keys by which a mistyped one finds it (kit/text_words).
CREATE TABLE @shop@.search_word (
	locale text NOT NULL,
	word text NOT NULL,
	near bigint[] NOT NULL,
	PRIMARY KEY (locale, word)
);
CREATE INDEX search_word_near_idx ON @shop@.search_word USING gin (near);

-- By which rules all of this was made; rebuilt where they have changed since.
CREATE TABLE @shop@.product_index_state (
	id bigint PRIMARY KEY CHECK (id = 1),
	version bigint NOT NULL
);
