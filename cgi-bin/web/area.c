#include "web/area.h"

#include "base/log.h"

static size_t count(const struct view_page *pages)
{
	size_t n = 0;
	while (pages != NULL && pages[n].template != NULL)
		n++;
	return n;
}

static size_t count_all(const struct area *const *areas)
{
	size_t n = 0;
	for (; *areas != NULL; areas++)
		n += count((*areas)->pages);
	return n;
}

bool area_sends_pages(const struct area *const *areas)
{
	return count_all(areas) > 0;
}

void area_pages(const struct area *const *areas, struct view_page to[AREA_PAGES_MAX])
{
	BUG_IF(count_all(areas) >= AREA_PAGES_MAX);
	for (; *areas != NULL; areas++) {
		size_t n = count((*areas)->pages);
		for (size_t i = 0; i < n; i++)
			*to++ = (*areas)->pages[i];
	}
	*to = (struct view_page){ 0 };
}

void area_route_name(const struct route *r, char *to, size_t size)
{
	snprintf(to, size, "%s %s%s%s", r->method == HTTP_POST ? "POST" : "GET",
	    r->needs & NEED_LOCALE ? "/:locale" : "", r->needs & NEED_MEMBER ? "/:shop" : "", r->pattern);
}

void area_print_routes(const struct area *const *areas, FILE *to)
{
	char name[AREA_ROUTE_BYTES];
	for (; *areas != NULL; areas++)
		for (const struct route *r = (*areas)->routes; r->pattern != NULL; r++) {
			area_route_name(r, name, sizeof name);
			fprintf(to, "%s\n", name);
		}
}
