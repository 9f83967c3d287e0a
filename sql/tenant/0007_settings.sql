-- What a merchant sets by hand: names of a tax by language, how converted prices are rounded, colours and fonts, texts of mails, a notice
-- about cookies.

-- names: {"de": "MwSt.", "fr": "TVA"}; `name` is what languages without one of their own read.
ALTER TABLE @shop@.tax_rate ADD COLUMN names jsonb NOT NULL DEFAULT '{}';

-- step: minor units of this currency to a multiple of which an amount is rounded that was converted by the rate.
ALTER TABLE @shop@.currency ADD COLUMN step bigint NOT NULL DEFAULT 1 CHECK (step > 0);

-- theme_hash: names the style sheet that the shop's own theme makes (shop/theme); '' where it has none.
-- logo_address: below the media base.
ALTER TABLE @shop@.shop ADD COLUMN theme_hash text NOT NULL DEFAULT '';
ALTER TABLE @shop@.shop ADD COLUMN logo_address text;
ALTER TABLE @shop@.shop ADD COLUMN logo_width bigint NOT NULL DEFAULT 0;
ALTER TABLE @shop@.shop ADD COLUMN logo_height bigint NOT NULL DEFAULT 0;
ALTER TABLE @shop@.shop ADD COLUMN cookie_notice bool NOT NULL DEFAULT false;
ALTER TABLE @shop@.shop_text ADD COLUMN cookie_text text NOT NULL DEFAULT '';

-- One row at most. Colours as #rrggbb, '' for those of the look; radius in px, -1 likewise. css: the style sheet made of them, as it
-- is served.
CREATE TABLE @shop@.theme (
	id bigint PRIMARY KEY CHECK (id = 1),
	accent text NOT NULL DEFAULT '',
	ground text NOT NULL DEFAULT '',
	surface text NOT NULL DEFAULT '',
	ink text NOT NULL DEFAULT '',
	font_body text NOT NULL DEFAULT '',
	font_head text NOT NULL DEFAULT '',
	radius bigint NOT NULL DEFAULT -1,
	css text NOT NULL DEFAULT ''
);

-- What a merchant says instead of our own words; a kind and locale without a row is worded by us.
CREATE TABLE @shop@.mail_text (
	kind text NOT NULL,
	locale text NOT NULL,
	subject text NOT NULL DEFAULT '',
	opening text NOT NULL DEFAULT '',
	closing text NOT NULL DEFAULT '',
	PRIMARY KEY (kind, locale)
);
