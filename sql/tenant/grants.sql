-- Who may do what in a shop's schema: by table and executable, the least that each needs. @role@ is the prefix of the roles.
-- Given again whenever this file changes; what it no longer
-- names goes with revoke.sql.
GRANT USAGE ON SCHEMA @shop@
	TO @role@storefront, @role@cart, @role@checkout, @role@webhook, @role@admin, @role@worker;

-- What every page shows: the shop, its shelves, what lies in a cart.
GRANT SELECT ON @shop@.shop, @shop@.shop_text, @shop@.currency, @shop@.slug, @shop@.category, @shop@.category_text,
	@shop@.product_text, @shop@.product_option, @shop@.option_value, @shop@.price, @shop@.stock
	TO @role@storefront, @role@cart, @role@checkout, @role@admin, @role@worker;
GRANT SELECT ON @shop@.page, @shop@.page_text
	TO @role@storefront, @role@cart, @role@checkout, @role@admin;
-- What lists, searches and pages of products show besides.
GRANT SELECT ON @shop@.product_category, @shop@.product_search, @shop@.attribute, @shop@.product_attribute
	TO @role@storefront, @role@admin, @role@worker;
-- Goods without `extra`, where an imported file's costs and notes are kept, and pictures without the merchant's sources:
-- what shoppers talk to can give away neither.
GRANT SELECT (id, handle, state, tax_class, vendor, featured, created_at, updated_at, publish_at, unpublish_at, no_withdrawal)
	ON @shop@.product
	TO @role@storefront;
GRANT SELECT (id, handle, state, tax_class, vendor, featured, publish_at, unpublish_at, no_withdrawal)
	ON @shop@.product
	TO @role@cart;
GRANT SELECT (id, handle, state, tax_class, vendor, featured, updated_at, publish_at, unpublish_at, no_withdrawal)
	ON @shop@.product
	TO @role@checkout;
GRANT SELECT (id, product_id, sku, barcode, option_values, state, grams, tracked, backorder, position)
	ON @shop@.variant
	TO @role@storefront;
GRANT SELECT (id, product_id, sku, barcode, option_values, state, grams, requires_shipping, tracked, backorder, position)
	ON @shop@.variant
	TO @role@cart, @role@checkout;
GRANT SELECT (id, product_id, variant_id, address, width, height, alt, position)
	ON @shop@.picture
	TO @role@storefront, @role@cart, @role@checkout;
GRANT SELECT ON @shop@.product, @shop@.variant, @shop@.picture, @shop@.tax_class
	TO @role@admin, @role@worker;

-- How it is sold.
GRANT SELECT ON @shop@.tax_rate
	TO @role@cart, @role@checkout, @role@admin;
GRANT SELECT ON @shop@.location
	TO @role@checkout, @role@admin, @role@worker;
-- The version before: its carts ask for what lies at the location that is_default.
GRANT SELECT (id, is_default) ON @shop@.location
	TO @role@cart;
GRANT SELECT ON @shop@.zone, @shop@.shipping_method, @shop@.shipping_rate
	TO @role@checkout, @role@admin;
GRANT SELECT ON @shop@.payment_method
	TO @role@checkout, @role@admin, @role@worker;

-- Carts: the cart fills them, checkout says how they are sent and paid. Only checkout writes who the shopper is.
GRANT SELECT ON @shop@.cart, @shop@.cart_line
	TO @role@cart, @role@checkout;
GRANT INSERT, UPDATE (updated_at) ON @shop@.cart
	TO @role@cart;
GRANT INSERT, UPDATE (quantity, seen_minor, seen_currency, heard), DELETE ON @shop@.cart_line
	TO @role@cart;
GRANT UPDATE (state, shipping_method_id, payment_method, pickup_id, updated_at) ON @shop@.cart
	TO @role@checkout;
GRANT UPDATE (seen_minor, seen_currency) ON @shop@.cart_line
	TO @role@checkout;
GRANT SELECT ON @shop@.cart_contact
	TO @role@cart;
GRANT SELECT, INSERT, UPDATE ON @shop@.cart_contact
	TO @role@checkout;
GRANT USAGE ON SEQUENCE @shop@.cart_id_seq
	TO @role@cart;
-- Forms that staff have sent, so that none is done twice; the worker forgets them after a day.
GRANT SELECT, INSERT, UPDATE (location, flash), DELETE ON @shop@.sent_form
	TO @role@admin;
GRANT SELECT (id, made_at), DELETE ON @shop@.sent_form
	TO @role@worker;
-- The worker takes old ones away, lines and contact with them, and looks into none.
GRANT SELECT (id, updated_at), DELETE ON @shop@.cart
	TO @role@worker;

-- Orders: read. The webhook, to which strangers talk, learns no order's number, nor the token that opens its page.
GRANT SELECT ON @shop@.orders, @shop@.order_tax, @shop@.order_event, @shop@.shipment
	TO @role@checkout, @role@admin, @role@worker;
GRANT SELECT ON @shop@.order_line, @shop@.payment, @shop@.refund, @shop@.refund_line, @shop@.shipment_line
	TO @role@checkout, @role@webhook, @role@admin, @role@worker;
GRANT SELECT (id, state, payment_state, shipping_state, currency, shipping_gross, total_minor, edits, pickup_id)
	ON @shop@.orders
	TO @role@webhook;
GRANT SELECT ON @shop@.order_contact, @shop@.order_address
	TO @role@checkout, @role@admin, @role@worker;

-- Placing one.
GRANT INSERT ON @shop@.orders, @shop@.order_contact, @shop@.order_address, @shop@.order_line, @shop@.order_tax
	TO @role@checkout;
GRANT USAGE ON SEQUENCE @shop@.order_number_seq, @shop@.order_id_seq, @shop@.order_line_id_seq,
	@shop@.order_tax_id_seq
	TO @role@checkout;

-- Moving one: its states, the payments, the stock that it holds, and the trace of it. What was agreed stays as it is.
GRANT UPDATE (state, payment_state, shipping_state, updated_at) ON @shop@.orders
	TO @role@checkout, @role@webhook, @role@worker;
GRANT UPDATE (payment_method, payment_label) ON @shop@.orders
	TO @role@checkout;
GRANT UPDATE ON @shop@.orders
	TO @role@admin;
GRANT INSERT ON @shop@.order_event
	TO @role@checkout, @role@webhook, @role@admin, @role@worker;
GRANT USAGE ON SEQUENCE @shop@.order_event_id_seq
	TO @role@checkout, @role@webhook, @role@admin, @role@worker;
GRANT INSERT, UPDATE (state, updated_at) ON @shop@.payment
	TO @role@checkout, @role@webhook, @role@admin, @role@worker;
GRANT UPDATE (refunded_minor) ON @shop@.payment
	TO @role@webhook, @role@admin;
GRANT UPDATE (provider_ref) ON @shop@.payment
	TO @role@checkout, @role@webhook, @role@admin, @role@worker;
GRANT UPDATE (session_ref) ON @shop@.payment
	TO @role@checkout;
GRANT SELECT, INSERT ON @shop@.payment_taking
	TO @role@checkout, @role@webhook, @role@admin, @role@worker;
GRANT USAGE ON SEQUENCE @shop@.payment_taking_id_seq
	TO @role@checkout, @role@webhook, @role@admin, @role@worker;
GRANT SELECT, INSERT, DELETE, UPDATE (provider_ref) ON @shop@.taking_refund
	TO @role@admin;
GRANT SELECT, INSERT, UPDATE (state, amount_minor, answer_until, updated_at, fee_minor, fee_currency) ON @shop@.dispute
	TO @role@webhook;
GRANT SELECT ON @shop@.dispute
	TO @role@admin;
GRANT USAGE ON SEQUENCE @shop@.dispute_id_seq
	TO @role@webhook;
GRANT USAGE ON SEQUENCE @shop@.payment_id_seq
	TO @role@checkout, @role@webhook, @role@admin, @role@worker;
GRANT SELECT, INSERT ON @shop@.payment_notice
	TO @role@webhook;
GRANT SELECT ON @shop@.shop, @shop@.shop_text, @shop@.currency, @shop@.location, @shop@.stock
	TO @role@webhook;
GRANT SELECT (id, product_id, state, tracked, backorder) ON @shop@.variant
	TO @role@webhook;
GRANT INSERT, UPDATE ON @shop@.stock
	TO @role@checkout, @role@admin, @role@worker;
GRANT INSERT, UPDATE (on_hand, reserved, committed, backorder) ON @shop@.stock
	TO @role@webhook;
-- What an order holds of it: the worker lets go what was kept long enough.
GRANT SELECT, INSERT, DELETE ON @shop@.reservation
	TO @role@checkout, @role@webhook, @role@admin, @role@worker;
GRANT UPDATE (expires_at) ON @shop@.reservation
	TO @role@checkout, @role@webhook, @role@worker;
-- The places where pieces lie are arranged in admin.
GRANT INSERT, UPDATE (name, address, rank) ON @shop@.location
	TO @role@admin;
GRANT USAGE ON SEQUENCE @shop@.location_id_seq
	TO @role@admin;
-- Whoever lays pieces down holds them open meanwhile: Postgres asks for a right to write where rows are locked.
GRANT UPDATE (name) ON @shop@.location
	TO @role@checkout, @role@webhook, @role@worker;
GRANT SELECT, INSERT, UPDATE (open, sent) ON @shop@.allocation
	TO @role@checkout, @role@webhook, @role@admin, @role@worker;
GRANT SELECT (pieces, kept_until), UPDATE (pieces, kept_until) ON @shop@.orders
	TO @role@checkout, @role@webhook, @role@worker;
-- Until when one that was let go can be paid. The worker ends it.
GRANT UPDATE (expires_at) ON @shop@.orders
	TO @role@checkout, @role@webhook, @role@worker;
GRANT SELECT (channel) ON @shop@.orders
	TO @role@webhook;
GRANT UPDATE (waived_minor, waived_tax) ON @shop@.order_tax
	TO @role@worker;
GRANT INSERT ON @shop@.order_event
	TO @role@worker;
GRANT USAGE ON SEQUENCE @shop@.order_event_id_seq
	TO @role@worker;

-- Sealed keys: whoever asks a provider or reads its notices; admin sets them.
GRANT SELECT ON @shop@.credential
	TO @role@checkout, @role@webhook, @role@admin, @role@worker;
GRANT INSERT, UPDATE ON @shop@.credential
	TO @role@admin;
GRANT INSERT ON @shop@.payment_method
	TO @role@admin;

-- Refunds, of which a provider's notice may tell one that we did not ask for, and shipments.
GRANT INSERT ON @shop@.refund, @shop@.refund_line
	TO @role@webhook, @role@admin;
GRANT USAGE ON SEQUENCE @shop@.refund_id_seq, @shop@.refund_line_id_seq
	TO @role@webhook;
GRANT UPDATE (state, provider_ref, updated_at) ON @shop@.refund
	TO @role@webhook, @role@admin;
GRANT INSERT ON @shop@.shipment, @shop@.shipment_line
	TO @role@admin;
GRANT USAGE ON SEQUENCE @shop@.refund_id_seq, @shop@.refund_line_id_seq, @shop@.shipment_id_seq
	TO @role@admin;

-- Promised work: everybody who moves an order promises, the worker does it.
GRANT SELECT, INSERT ON @shop@.outbox
	TO @role@checkout, @role@webhook, @role@admin, @role@worker;
GRANT USAGE ON SEQUENCE @shop@.outbox_id_seq
	TO @role@checkout, @role@webhook, @role@admin, @role@worker;
GRANT UPDATE, DELETE ON @shop@.outbox
	TO @role@worker;
-- Staff try again what was given up, or put it away.
GRANT UPDATE (state, due_at, attempts, claims, done_at) ON @shop@.outbox
	TO @role@admin;

-- The goods, as far as they are edited in admin.
GRANT INSERT, UPDATE, DELETE ON @shop@.product, @shop@.product_text, @shop@.product_option, @shop@.option_value,
	@shop@.variant, @shop@.price, @shop@.attribute, @shop@.slug, @shop@.picture
	TO @role@admin;
GRANT INSERT, DELETE ON @shop@.product_category, @shop@.product_attribute, @shop@.product_search
	TO @role@admin;
GRANT DELETE ON @shop@.stock, @shop@.allocation
	TO @role@admin;
-- Whether a variant lies in a cart, and nobody's cart.
GRANT SELECT (variant_id) ON @shop@.cart_line
	TO @role@admin;
GRANT USAGE ON SEQUENCE @shop@.product_id_seq, @shop@.option_id_seq, @shop@.option_value_id_seq, @shop@.variant_id_seq,
	@shop@.price_id_seq, @shop@.attribute_id_seq, @shop@.picture_id_seq
	TO @role@admin;

-- Pictures: staff upload them and say where they stand; the worker fetches some, and makes their sizes.
GRANT SELECT, INSERT, UPDATE ON @shop@.media
	TO @role@admin, @role@worker;
GRANT DELETE ON @shop@.media
	TO @role@worker;
GRANT USAGE ON SEQUENCE @shop@.media_id_seq
	TO @role@admin, @role@worker;
GRANT UPDATE ON @shop@.picture
	TO @role@worker;
GRANT UPDATE (hero_address) ON @shop@.shop
	TO @role@worker;
GRANT SELECT (id, picture), UPDATE (picture) ON @shop@.home_block
	TO @role@worker;

-- What lists are filtered by and the words that are found: whoever writes goods keeps them (shop/product_index), whoever moves
-- stock says whether any is left.
GRANT SELECT ON @shop@.product_facet, @shop@.product_facet_price, @shop@.facet_term, @shop@.search_word
	TO @role@storefront, @role@admin, @role@worker;
GRANT SELECT ON @shop@.product_facet
	TO @role@checkout, @role@webhook;
GRANT UPDATE (available) ON @shop@.product_facet
	TO @role@checkout, @role@webhook, @role@worker;
GRANT SELECT (product_id, words), UPDATE (words) ON @shop@.product_search
	TO @role@checkout, @role@webhook;
GRANT SELECT (id) ON @shop@.product
	TO @role@webhook;
GRANT SELECT (id, parent_id) ON @shop@.category
	TO @role@webhook;
GRANT INSERT, UPDATE, DELETE ON @shop@.product_search
	TO @role@admin, @role@worker;
GRANT INSERT, UPDATE ON @shop@.product_facet
	TO @role@admin, @role@worker;
GRANT INSERT, DELETE ON @shop@.product_facet_price
	TO @role@admin, @role@worker;
GRANT INSERT, UPDATE ON @shop@.facet_term
	TO @role@admin, @role@worker;
GRANT INSERT ON @shop@.search_word
	TO @role@admin, @role@worker;

-- What is arranged in admin: shown by whoever dresses pages, changed there.
GRANT SELECT ON @shop@.menu_item
	TO @role@storefront, @role@cart, @role@checkout, @role@admin;
GRANT SELECT ON @shop@.home_block, @shop@.redirect
	TO @role@storefront, @role@admin;
GRANT INSERT, UPDATE, DELETE ON @shop@.category, @shop@.category_text, @shop@.product_category, @shop@.slug, @shop@.page,
	@shop@.page_text, @shop@.menu_item, @shop@.home_block
	TO @role@admin;
GRANT INSERT, DELETE ON @shop@.redirect
	TO @role@admin;
GRANT USAGE ON SEQUENCE @shop@.category_id_seq, @shop@.page_id_seq, @shop@.menu_item_id_seq, @shop@.home_block_id_seq,
	@shop@.redirect_id_seq
	TO @role@admin;

-- Settings.
GRANT UPDATE (logo_address) ON @shop@.shop
	TO @role@worker;
GRANT UPDATE ON @shop@.shop
	TO @role@admin;
GRANT INSERT, UPDATE ON @shop@.shop_text
	TO @role@admin;
GRANT INSERT, UPDATE, DELETE ON @shop@.currency, @shop@.tax_class, @shop@.tax_rate, @shop@.zone, @shop@.shipping_method,
	@shop@.shipping_rate
	TO @role@admin;
GRANT UPDATE ON @shop@.payment_method
	TO @role@admin;
GRANT DELETE ON @shop@.credential
	TO @role@admin;
GRANT USAGE ON SEQUENCE @shop@.tax_rate_id_seq, @shop@.zone_id_seq, @shop@.shipping_method_id_seq,
	@shop@.shipping_rate_id_seq
	TO @role@admin;
GRANT SELECT ON @shop@.theme
	TO @role@storefront, @role@admin;
GRANT INSERT, UPDATE ON @shop@.theme
	TO @role@admin;
GRANT SELECT ON @shop@.mail_text
	TO @role@worker, @role@admin;
GRANT INSERT, UPDATE, DELETE ON @shop@.mail_text
	TO @role@admin;
-- Imports: staff bring a file and say when; the worker writes what is in it. It never deletes goods; planned prices that
-- would follow one another with the same amount become one.
GRANT SELECT, INSERT, UPDATE, DELETE ON @shop@.import_job
	TO @role@admin;
GRANT SELECT (job_id), INSERT, DELETE ON @shop@.import_piece
	TO @role@admin;
GRANT SELECT, DELETE ON @shop@.import_note
	TO @role@admin;
GRANT USAGE ON SEQUENCE @shop@.import_job_id_seq
	TO @role@admin;
GRANT SELECT, UPDATE ON @shop@.import_job
	TO @role@worker;
GRANT SELECT, DELETE ON @shop@.import_piece
	TO @role@worker;
GRANT SELECT, INSERT, DELETE ON @shop@.import_note
	TO @role@worker;
GRANT INSERT, UPDATE ON @shop@.slug, @shop@.category, @shop@.category_text, @shop@.attribute, @shop@.product,
	@shop@.product_text, @shop@.product_option, @shop@.option_value, @shop@.variant, @shop@.price
	TO @role@worker;
GRANT INSERT, DELETE ON @shop@.product_category
	TO @role@worker;
GRANT INSERT, UPDATE, DELETE ON @shop@.product_attribute
	TO @role@worker;
GRANT DELETE ON @shop@.price
	TO @role@worker;
GRANT INSERT ON @shop@.tax_class, @shop@.picture
	TO @role@worker;
GRANT USAGE ON SEQUENCE @shop@.category_id_seq, @shop@.attribute_id_seq, @shop@.product_id_seq, @shop@.option_id_seq,
	@shop@.option_value_id_seq, @shop@.variant_id_seq, @shop@.price_id_seq, @shop@.picture_id_seq
	TO @role@worker;
-- Orders as staff handle them: notes, drafts, changes before shipping, places where orders are collected.
GRANT SELECT ON @shop@.pickup
	TO @role@checkout, @role@admin, @role@worker;
GRANT INSERT, UPDATE ON @shop@.pickup
	TO @role@admin;
GRANT SELECT, INSERT ON @shop@.order_note
	TO @role@admin;
GRANT SELECT, INSERT, UPDATE, DELETE ON @shop@.draft
	TO @role@admin;
GRANT SELECT, INSERT, DELETE ON @shop@.draft_line
	TO @role@admin;
GRANT SELECT (id, updated_at), DELETE ON @shop@.draft
	TO @role@worker;
GRANT INSERT ON @shop@.orders, @shop@.order_contact, @shop@.order_address, @shop@.order_line, @shop@.order_tax
	TO @role@admin;
GRANT UPDATE ON @shop@.order_contact, @shop@.order_address, @shop@.order_line
	TO @role@admin;
GRANT DELETE ON @shop@.order_line, @shop@.order_tax
	TO @role@admin;
GRANT USAGE ON SEQUENCE @shop@.pickup_id_seq, @shop@.order_note_id_seq, @shop@.draft_id_seq, @shop@.order_number_seq,
	@shop@.order_id_seq, @shop@.order_line_id_seq, @shop@.order_tax_id_seq
	TO @role@admin;
-- Products as pages show them, written down by whoever writes goods and pictures.
GRANT SELECT ON @shop@.product_doc, @shop@.product_offer
	TO @role@storefront, @role@cart, @role@admin, @role@worker;
GRANT SELECT ON @shop@.product_near
	TO @role@storefront, @role@admin, @role@worker;
-- What a row of these repeats is read by whoever finds none: the cart, too, shows cards.
GRANT SELECT (vendor) ON @shop@.product
	TO @role@cart;
GRANT SELECT (barcode) ON @shop@.variant
	TO @role@cart;
GRANT SELECT (width, height) ON @shop@.picture
	TO @role@cart;
GRANT INSERT, UPDATE, DELETE ON @shop@.product_doc
	TO @role@admin, @role@worker;
GRANT INSERT, UPDATE ON @shop@.product_offer, @shop@.product_near
	TO @role@admin, @role@worker;
-- Whoever moves stock says how many are left.
GRANT SELECT (product_id, variants, pieces), UPDATE (pieces) ON @shop@.product_offer
	TO @role@checkout, @role@webhook;
-- Each change of a state writes what tells of it, and the books: only added to.
GRANT INSERT, SELECT (id) ON @shop@.state_event
	TO @role@checkout, @role@webhook, @role@admin, @role@worker;
GRANT USAGE ON SEQUENCE @shop@.state_event_id_seq
	TO @role@checkout, @role@webhook, @role@admin, @role@worker;
GRANT INSERT, SELECT (order_id, effect, position) ON @shop@.ledger_posting
	TO @role@checkout, @role@webhook, @role@admin, @role@worker;
GRANT SELECT ON @shop@.order_tax
	TO @role@webhook;
GRANT UPDATE (waived_minor, waived_tax) ON @shop@.order_tax
	TO @role@admin;
GRANT UPDATE (captured_minor) ON @shop@.payment
	TO @role@checkout, @role@webhook, @role@admin, @role@worker;
-- The merchant's accounting: numbers, and the journal as a file.
GRANT SELECT ON @shop@.ledger_posting
	TO @role@admin;
GRANT SELECT, INSERT, DELETE ON @shop@.ledger_number
	TO @role@admin;
-- Who bought cancels, and what was paid goes back with it.
GRANT INSERT ON @shop@.refund, @shop@.refund_line
	TO @role@checkout;
GRANT USAGE ON SEQUENCE @shop@.refund_id_seq, @shop@.refund_line_id_seq
	TO @role@checkout;
GRANT UPDATE (state, provider_ref, updated_at) ON @shop@.refund
	TO @role@checkout;
GRANT UPDATE (refunded_minor) ON @shop@.payment
	TO @role@checkout;
GRANT UPDATE (waived_minor, waived_tax) ON @shop@.order_tax
	TO @role@checkout;
-- What comes back: shoppers ask, staff answer and receive, mails tell.
GRANT SELECT ON @shop@.return_request, @shop@.return_line
	TO @role@checkout, @role@admin, @role@worker;
GRANT INSERT ON @shop@.return_request, @shop@.return_line
	TO @role@checkout;
GRANT USAGE ON SEQUENCE @shop@.return_request_id_seq
	TO @role@checkout;
GRANT UPDATE (state, updated_at) ON @shop@.return_request
	TO @role@checkout, @role@admin;
GRANT UPDATE (answer, refund_id) ON @shop@.return_request
	TO @role@admin;
GRANT UPDATE (received, restock, condition) ON @shop@.return_line
	TO @role@admin;
GRANT SELECT, INSERT, DELETE, UPDATE (provider_ref) ON @shop@.taking_refund
	TO @role@checkout;
-- Refunds that were not answered are sent by the worker.
GRANT INSERT ON @shop@.refund, @shop@.refund_line
	TO @role@worker;
GRANT USAGE ON SEQUENCE @shop@.refund_id_seq, @shop@.refund_line_id_seq
	TO @role@worker;
GRANT UPDATE (state, provider_ref, updated_at) ON @shop@.refund
	TO @role@worker;
GRANT UPDATE (refunded_minor) ON @shop@.payment
	TO @role@worker;
GRANT SELECT, INSERT, DELETE, UPDATE (provider_ref) ON @shop@.taking_refund
	TO @role@worker;
GRANT SELECT (payment_id, provider_ref) ON @shop@.dispute
	TO @role@worker;
