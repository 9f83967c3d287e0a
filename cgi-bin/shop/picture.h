/*
 * picture: which pictures a shop has, and what its products show of them. The files are media/'s.
 */
#ifndef STOA_SHOP_PICTURE_H
#define STOA_SHOP_PICTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"

enum { PICTURES_A_PRODUCT = 250, PICTURE_ALT_POINTS = 250 };

/* A file that was kept: what media_take() says of it. */
struct picture_file {
	const char *hash;
	const char *kind; /* of the original: "jpeg" */
	const char *address;
	int64_t width, height; /* of the main file */
	int64_t bytes;         /* of the original */
};

/*
 * Enters the file, or finds it, and promises its sizes. address: the best that is known by now. For logos, home pages
 * and the like; it then stays, since nobody here knows who shows it.
 */
struct picture_kept {
	int64_t media_id;
	const char *address;
};
enum err_code picture_keep(struct ctx *, const struct picture_file *, struct picture_kept *out);

/* A picture of a product, as staff see it. */
struct picture_row {
	int64_t id;
	int64_t variant_id;  /* 0 for none */
	const char *address; /* NULL where there is only a source by now */
	const char *source;  /* the address that an import named; "" for none */
	const char
	    *error; /* why that gave no picture, a code of enum picture_error; "" where it was not tried or went well */
	const char *alt; /* JSON by locale */
};
enum err_code picture_list(struct ctx *, int64_t product_id, const struct picture_row **out, size_t *n);

/* How many could not be fetched. */
enum err_code picture_missing(struct ctx *, int64_t product_id, int64_t *n);

/* Behind the others. ERR_INPUT: refused at field with "picture_limit", where the product has as many as it may. */
enum err_code picture_add(struct ctx *, int64_t product_id, const char *field, const struct picture_file *);

/* What a form says of the pictures of a product: in their new order; alt: texts by locale to put in, null to take out.
 */
struct picture_change {
	int64_t id;
	int64_t variant_id; /* 0 for none */
	const char *alt;
	bool remove;
};
/* All or none. Pictures that the product does not have (any more) are passed over. The worker then takes away the files
 * of those that were removed, unless something else shows them. */
enum err_code picture_save(struct ctx *, int64_t product_id, const struct picture_change *, size_t n);

/* Why an address gave no picture. */
enum picture_error {
	PICTURE_ADDRESS, /* no address that may be asked */
	PICTURE_INWARD,  /* it lies within */
	PICTURE_AWAY,    /* no answer, or none in time */
	PICTURE_MISSING, /* the answer is no picture: 404 and its like */
	PICTURE_LARGE,   /* too many bytes */
	PICTURE_KIND,
	PICTURE_SIZE,
	PICTURE_BROKEN,
	PICTURE_ERROR__MAX
};
const char *picture_error_name(enum picture_error);

/* Promises that the worker will fetch the picture from its source (once more). ERR_NOT_FOUND where there is nothing to
 * fetch. */
enum err_code picture_ask(struct ctx *, int64_t product_id, int64_t id);
/* Inside a transaction. */
enum err_code picture_ask_tx(struct ctx *, int64_t product_id, int64_t id);
/* Pictures that nobody has asked for yet: what an import or an older version left behind. At most a few at a time. */
enum err_code picture_ask_all(struct ctx *);

/* For the worker. */
enum err_code picture_source(struct ctx *, int64_t id, const char **source); /* ERR_NOT_FOUND: nothing to fetch */
enum err_code picture_fetched(struct ctx *, int64_t id, const struct picture_file *);
enum err_code picture_not_fetched(struct ctx *, int64_t id, enum picture_error);
struct picture_media {
	int64_t id;
	const char *kind, *address;
	bool waiting; /* for its sizes */
};
enum err_code picture_media(struct ctx *, int64_t media_id, struct picture_media *out);
/* Forgets a picture that no product, no order and nothing else shows: its files may then go. ERR_NOT_FOUND where
 * something does. */
enum err_code picture_free(struct ctx *, int64_t media_id, struct picture_media *out);
/* The sizes are there: everything that shows the picture takes the new address. NULL: they will never be. */
enum err_code picture_sized(struct ctx *, const struct picture_media *, const char *address);

#endif
