#include <inttypes.h>

#include "admin/arranged.h"
#include "admin/settings.h"
#include "base/str.h"
#include "shop/content.h"
#include "shop/setup.h"

static const struct {
	const char *role;
	const char *label;
	const char *hint;
} roles[] = {
	{ "imprint", N_("Legal notice"), N_("Who runs the shop.") },
	{ "privacy", N_("Privacy"), N_("The last step of the checkout links to it.") },
	{ "terms", N_("Terms and conditions"), N_("The last step of the checkout links to them.") },
	{ "withdrawal", N_("Right of withdrawal"), N_("The last step of the checkout links to it.") },
	{ "shipping", N_("Shipping costs"), N_("Products link to it.") },
};
enum { ROLES = sizeof roles / sizeof *roles };

static void lay_role(struct ctx *ctx, struct setting *s, size_t i, const struct content_row *pages, size_t n)
{
	struct form_field *f = setting_add(s, (struct form_field){ .name = roles[i].role,
	                                          .label = roles[i].label,
	                                          .hint = roles[i].hint,
	                                          .type = "select",
	                                          .required = true });
	f->options = ARENA_ARRAY(ctx->arena, n + 1, struct form_option);
	for (size_t k = 0; k < n; k++)
		f->options[f->n_options++] = (struct form_option){
			.value = arena_printf(ctx->arena, "%" PRId64, pages[k].id),
			.label = pages[k].active ? pages[k].title
			                         : view_format(ctx, N_("{1} (hidden)"), pages[k].title, NULL),
			.selected = str_eq(pages[k].role, roles[i].role),
		};
	setting_choice_none(ctx, f, N_("No page"));
}

/* The pages themselves, to be written and shown: what a new shop has to do here. */
static void list_pages(struct ctx *ctx, struct setting *s, const struct content_row *pages, size_t n)
{
	struct setting_list *l = setting_list(ctx, s,
	    (struct setting_list){ .heading = N_("Your legal pages"),
	        .hint = N_("Nobody reads a hidden page: open it, fill the gaps and show it in the shop."),
	        .empty = N_("None yet."),
	        .add_url = admin_url(ctx, "/content/pages"),
	        .add = N_("All pages") },
	    n);
	for (size_t i = 0; i < n; i++) {
		struct status_part status = shown_status(pages[i].active);
		if (pages[i].role)
			l->rows[l->n_rows++] = (struct setting_row){
				.name = pages[i].title,
				.url = admin_url(ctx, arena_printf(ctx->arena, "/content/pages/%" PRId64, pages[i].id)),
				.status = arena_memdup(ctx->arena, &status, sizeof status),
			};
	}
}

static enum err_code lay(struct ctx *ctx, struct exchange *x, struct setting *s)
{
	const struct content_row *pages;
	size_t n;
	enum err_code e = content_list(ctx, &pages, &n);
	(void)x;
	if (e)
		return e;
	s->page.title = view_text(ctx, N_("Legal pages"));
	s->page.lead = N_("Which of your pages are the ones that the law asks for. A new shop has starters with gaps "
	                  "in brackets: fill "
	                  "them, have them looked over, and publish them.");
	s->page.action = admin_url(ctx, "/settings/legal");
	s->page.heading = N_("Where the shop links to them");
	s->done = "/settings/legal";
	list_pages(ctx, s, pages, n);
	for (size_t i = 0; i < ROLES; i++)
		lay_role(ctx, s, i, pages, n);
	return ERR_OK;
}

static enum err_code save(struct ctx *ctx, struct exchange *x, struct setting *s)
{
	const struct legal_in *in = x->in;
	const int64_t chosen[ROLES] = { in->imprint, in->privacy, in->terms, in->withdrawal, in->shipping };
	struct setup_role to[ROLES];
	enum err_code bad = ERR_OK;
	for (size_t i = 0; i < ROLES; i++) {
		to[i] = (struct setup_role){ roles[i].role, chosen[i] };
		const char *value = chosen[i] ? arena_printf(ctx->arena, "%" PRId64, chosen[i]) : "";
		if (!setting_has_choice(s, roles[i].role, value))
			return err_set(ctx, ERR_MALFORMED, "a page that was not offered");
		for (size_t k = 0; k < i; k++)
			if (chosen[i] && chosen[k] == chosen[i])
				bad = refuse(ctx, roles[i].role, "page_twice", NULL, NULL);
	}
	return bad ? bad : setup_roles_set(ctx, to, ROLES);
}

static const struct setting_job job = { lay, save, NULL };

enum err_code legal_get(struct ctx *ctx, struct exchange *x)
{
	return setting_show(ctx, x, &job);
}

enum err_code legal_post(struct ctx *ctx, struct exchange *x)
{
	return setting_save(ctx, x, &job);
}
