-- Of an add: what the shopper's browser had heard of the cart by then (its cookie's count and end), and how many pieces it added. The same once
-- more comes from a second click, or after an answer that was lost. Any other change of the cart forgets it. Without a default: the version
-- before writes none.
ALTER TABLE @shop@.cart_line ADD COLUMN heard text;
