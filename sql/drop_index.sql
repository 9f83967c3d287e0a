-- What is left of an index whose building was broken off. @schema@.@index@ is its name.
DROP INDEX CONCURRENTLY IF EXISTS @schema@.@index@;
