#include "shop/link.h"

#include <string.h>

#include "base/str.h"
#include "queries.h"

bool link_address_allowed(const char *s)
{
	size_t host = str_starts(s, "https://") ? 8 : str_starts(s, "http://") ? 7 : 0;
	for (const char *c = s; *c; c++)
		if ((unsigned char)*c <= 0x20 || *c == 0x7f || *c == '\\')
			return false;
	if (host)
		return s[host] && !strchr("/?#:@", s[host]);
	return s[0] == '/' && s[1] != '/';
}

/* ERR_NOT_FOUND is a refusal here: the list that was shown is older than the shop. */
static enum err_code there(struct ctx *ctx, const char *field, enum err_code e)
{
	return e == ERR_NOT_FOUND ? refuse(ctx, field, "choose_one", NULL, NULL) : e;
}

enum err_code link_read(struct ctx *ctx, const struct link_form *f, struct link_target *out)
{
	*out = (struct link_target){ .kind = f->kind };
	if (str_eq(f->kind, "") || str_eq(f->kind, "home"))
		return ERR_OK;
	if (str_eq(f->kind, "category")) {
		struct category_head_row row;
		out->id = f->category;
		return there(
		    ctx, "category", q_category_head_one(ctx, &(struct category_head_in){ .id = f->category }, &row));
	}
	if (str_eq(f->kind, "page")) {
		struct content_head_row row;
		out->id = f->page;
		return there(ctx, "page", q_content_head_one(ctx, &(struct content_head_in){ .id = f->page }, &row));
	}
	if (!str_eq(f->kind, "address"))
		return refuse(ctx, "link", "choose_one", NULL, NULL);
	out->address = f->address;
	if (str_empty(f->address))
		return refuse(ctx, "address", "required", NULL, NULL);
	return link_address_allowed(f->address) ? ERR_OK : refuse(ctx, "address", "link_address", NULL, NULL);
}
