/* views of where pieces lie: what the template product-pieces shows. */
#ifndef STOA_ADMIN_VIEWS_PIECES_H
#define STOA_ADMIN_VIEWS_PIECES_H

#include "admin/views_products.h"

struct pieces_place {
	const char *name, *url;
	bool current;
};
struct pieces_row {
	const char *id;      /* digits */
	const char *options; /* the product's name where it has no options */
	struct cell on_hand;
	const char *seen;
	int64_t promised;
	int64_t elsewhere; /* on the shelves of the others */
};
struct product_pieces_page {
	struct product_head head;
	struct pieces_place *places;
	size_t n_places;
	const char *place;       /* the current one's name */
	const char *action, *at; /* at: digits */
	struct form form;        /* for its summary of refusals alone */
	struct pieces_row *rows;
	size_t n_rows;
	const char *move_action;
	struct form move;
};

extern const struct view_type product_pieces_page_view;

#endif
