#include "view/plurals.h"

#include <stddef.h>

#include "base/str.h"

/* xgettext reads the second and third argument. */
#define P_(name, singular, plural)                                                                                     \
	{                                                                                                              \
		name, singular, plural                                                                                 \
	}

const struct plural view_plurals[] = {
	P_("items_in_cart", "{n} item in your cart", "{n} items in your cart"),
	P_("results_found", "{n} product found", "{n} products found"),
	P_("products", "{n} product", "{n} products"),
	P_("pieces_left", "Only {n} left", "Only {n} left"),
	P_("pieces_left_choose", "Only {n} left. Please choose a smaller number.",
	    "Only {n} left. Please choose a smaller number."),
	P_("pictures_missing", "{n} picture could not be fetched. Its address is kept.",
	    "{n} pictures could not be fetched. Their addresses are kept."),
	P_("pieces_from", "from {n} piece", "from {n} pieces"),
	P_("attribute_goes", "What {n} product says by it goes, too.", "What {n} products say by it goes, too."),
	{ NULL, NULL, NULL },
};

const struct plural *plural_find(const char *name)
{
	for (const struct plural *p = view_plurals; p->name != NULL; p++)
		if (str_eq(p->name, name))
			return p;
	return NULL;
}
