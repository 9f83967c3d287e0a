-- What pages and cards of products are made of, written down so that they are found by key. shop/product_doc writes all of it, from
-- the tables that it repeats; whoever reads it knows what to do where a row is missing.

-- A row a product and language that the shop speaks. slug: in this language or, where own_slug is false, in the shop's own.
-- doc: all that its page shows and no clock changes, in the form of shop/product_doc_format. It lies in the row, as it is: taking
-- it from elsewhere or unpacking it would cost more than the rest of the page.
CREATE TABLE @shop@.product_doc (
	product_id bigint NOT NULL REFERENCES @shop@.product (id) ON DELETE CASCADE,
	locale text NOT NULL,
	slug text NOT NULL,
	own_slug bool NOT NULL,
	name text NOT NULL,
	picture text,
	picture_alt text NOT NULL,
	doc bytea NOT NULL,
	PRIMARY KEY (product_id, locale)
) WITH (toast_tuple_target = 8160);
ALTER TABLE @shop@.product_doc ALTER COLUMN doc SET STORAGE EXTERNAL;
CREATE INDEX product_doc_slug_idx ON @shop@.product_doc (locale, slug) WHERE own_slug;

-- A row a product: when it is seen, its variants in their order, and of each how many pieces are left, as far as shoppers are told
-- (many are all the same); in offer which of them are endless and what each costs from when until when, in every currency and
-- number of pieces. What is over when it is written is not in it.
CREATE TABLE @shop@.product_offer (
	product_id bigint PRIMARY KEY REFERENCES @shop@.product (id) ON DELETE CASCADE,
	visible_from timestamptz NOT NULL,
	visible_to timestamptz NOT NULL,
	variants bigint[] NOT NULL,
	pieces bigint[] NOT NULL,
	offer bytea NOT NULL
);
