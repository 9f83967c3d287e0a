#include "admin/menu.h"

#include <string.h>

#include "admin/pages.h"
#include "base/str.h"
#include "shop/tenant.h"
#include "view/view.h"

static const struct job {
	const char *label;
	const char *path; /* below the shop; all addresses of the job begin with it */
} jobs[] = {
	{ N_("Today"), "/" },
	{ N_("Orders"), "/orders" },
	{ N_("Products"), "/products" },
	{ N_("Categories"), "/categories" },
	{ N_("Content"), "/content" },
	{ N_("Settings"), "/settings" },
	{ N_("Import and export"), "/files" },
};
enum { JOBS = sizeof jobs / sizeof jobs[0] };

/* "/orders/17" lies below "/orders", but "/ordersheet" does not; everything would lie below "/". */
static bool lies_below(const char *path, const char *job)
{
	size_t n = strlen(job);
	if (str_eq(job, "/"))
		return str_eq(path, job);
	return strncmp(path, job, n) == 0 && (path[n] == '\0' || path[n] == '/');
}

void menu_fill(struct ctx *ctx, const struct exchange *x, struct page *page)
{
	const char *path = x->tail + 1 + strlen(ctx->tenant->name);
	page->nav = ARENA_ARRAY(ctx->arena, JOBS, struct page_link);
	page->n_nav = JOBS;
	for (size_t i = 0; i < JOBS; i++)
		page->nav[i] = (struct page_link){
			.name = view_text(ctx, jobs[i].label),
			.url = admin_url(ctx, jobs[i].path),
			.current = lies_below(path, jobs[i].path),
		};
}
