-- What a name holds: all its runs of two letters and of three.
CREATE INDEX @concurrently@ IF NOT EXISTS order_address_name_holds_idx ON @shop@.order_address USING gin (string_to_array(
	regexp_replace(lower(name), '(..)', '\1' || chr(31), 'g') || chr(31) || regexp_replace(substr(lower(name), 2), '(..)', '\1' || chr(31), 'g') || chr(31)
	|| regexp_replace(lower(name), '(...)', '\1' || chr(31), 'g') || chr(31) || regexp_replace(substr(lower(name), 2), '(...)', '\1' || chr(31), 'g') || chr(31)
	|| regexp_replace(substr(lower(name), 3), '(...)', '\1' || chr(31), 'g'), chr(31))) WHERE kind = 'shipping';
