-- The end of a shop. @schema@ is its schema.
DROP SCHEMA IF EXISTS @schema@ CASCADE;
