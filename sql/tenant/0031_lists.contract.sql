-- By these the version before found orders and goods.
DROP INDEX IF EXISTS @shop@.order_contact_email_idx;
DROP INDEX IF EXISTS @shop@.product_facet_categories_idx;
