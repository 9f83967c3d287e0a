#include "admin/areas.h"
#include "admin/pictures.h"

enum { DIGITS = 20 };

/* Beyond what a form takes, so that a text that is too long comes back with its sentence. */
enum { ALT_POINTS = 4000 };

#define ALT(i, language)                                                                                               \
	{                                                                                                              \
		"alt_" language "_", PARAM_KEYED, .offset = offsetof(struct pictures_in, alt[i]), .max = ALT_POINTS    \
	}

static const struct param pictures_params[] = {
	ALT(0, "en"),
	ALT(1, "de"),
	ALT(2, "fr"),
	ALT(3, "ar"),
	ALT(4, "ja"),
	{ "variant_", PARAM_KEYED, .offset = offsetof(struct pictures_in, variant), .max = DIGITS },
	{ "place_", PARAM_KEYED, .offset = offsetof(struct pictures_in, place), .max = DIGITS },
	PARAM(pictures_in, gone, PARAM_IDS),
	PARAM(pictures_in, up, PARAM_ID),
	PARAM(pictures_in, down, PARAM_ID),
	PARAM(pictures_in, retry, PARAM_ID),
	{ .name = NULL },
};
const char *const picture_languages[PICTURE_LANGUAGES] = { "en", "de", "fr", "ar", "ja" };

static const struct route routes[] = {
	{ HTTP_GET, "/products/:id/pictures", pictures_get, ADMIN_MEMBER, .params = NULL },
	{ HTTP_POST, "/products/:id/pictures", pictures_post, ADMIN_CHANGE, .params = pictures_params,
	    .in_size = sizeof(struct pictures_in) },
	{ HTTP_POST, "/products/:id/pictures/add", pictures_add_post, ADMIN_CHANGE, .params = NULL,
	    .body = BODY_UPLOAD },
	ROUTE_END,
};

static const struct view_page pages[] = {
	{ "pictures", &pictures_page_view },
	{ NULL, NULL },
};

const struct area pictures_area = { routes, pages };
