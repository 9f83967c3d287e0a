/*
 * limits: every maximum that the border enforces, in one place.
 */
#ifndef STOA_BASE_LIMITS_H
#define STOA_BASE_LIMITS_H

enum {
	LIMIT_REQUEST_ARENA = 64 * 1024 * 1024,
	LIMIT_PAGE_BYTES = 4 * 1024 * 1024,
	LIMIT_DOCUMENT_BYTES = 12 * 1024 * 1024, /* sitemaps and feeds */
	LIMIT_QUERY_BYTES = 8 * 1024,
	LIMIT_COOKIE_BYTES = 8 * 1024,
	LIMIT_BODY_BYTES = 256 * 1024, /* forms and JSON; uploads have their own */
	/*
	 * Forms of the staff that carry long texts or many rows: a legal text in five languages comes in one, and a
	 * character of Arabic or Japanese takes six or nine bytes there.
	 */
	LIMIT_TEXTS_BYTES = 1024 * 1024,
	LIMIT_BODY_POINTS = 20000, /* code points of a content page in one language */
	LIMIT_UPLOAD_BYTES = 20 * 1024 * 1024,
	LIMIT_PARAMS = 2048,      /* pairs in one query or body: 250 values of an option in five languages need 1,250 */
	LIMIT_QUANTITY = 9999,    /* pieces of one cart line */
	LIMIT_STOCK = 1000000000, /* pieces of one variant */
	LIMIT_CART_LINES = 100,
	LIMIT_SEARCH_POINTS = 200, /* code points of a search */
	LIMIT_NAME_POINTS = 200,
	LIMIT_EMAIL_BYTES = 254, /* RFC 5321 4.5.3.1.3 less the brackets */
	LIMIT_DB_ROWS = 100000
};

/* The largest amount that may come from outside, in minor units: no sum of lines can overflow. */
#define LIMIT_MINOR INT64_C(100000000000000)

#endif
