-- By these the version before found orders and goods.
DROP INDEX @shop@.order_contact_email_idx;
DROP INDEX @shop@.product_facet_categories_idx;
