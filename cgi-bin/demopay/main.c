/* demopay: the page of a payment provider that moves no money, for trying a shop out. Knows no shop and reads no
 * database. */
#include <string.h>

#include "base/conf.h"
#include "demopay/pages.h"
#include "demopay/views.h"
#include "web/app.h"
#include "web/parts.h"

enum { HOST_MAX = 255 };

const char *const demopay_locales[] = { "en", "de", "fr", "ar", "ja", NULL };

static const struct param answer_params[] = {
	PARAM(answer_in, answer, PARAM_CODE, .required = true, .min = 1, .max = 20),
	{ .name = NULL },
};

static const struct route routes[] = {
	{ HTTP_GET, "/pay/:blob", pay_get, 0, .params = NULL },
	{ HTTP_POST, "/pay/:blob", answer_post, NEED_ORIGIN, .params = answer_params,
	    .in_size = sizeof(struct answer_in) },
	ROUTE_END,
};

static const struct view_page pages[] = {
	{ "pay", &pay_page_view },
	{ "error", &error_page_view },
	{ NULL, NULL },
};

/* Of the address in the settings; "" where the provider is off, so that no host is ours. */
static const char *host(const struct conf *conf)
{
	static char name[HOST_MAX + 1];
	const char *after = strstr(conf->demopay_url, "://");
	const char *from = after ? after + strlen("://") : conf->demopay_url;
	size_t n = strcspn(from, ":/");
	if (n > HOST_MAX)
		n = 0;
	memcpy(name, from, n);
	name[n] = '\0';
	return name;
}

int main(int argc, char **argv)
{
	static const struct area all = { routes, pages };
	static const struct area *const areas[] = { &all, NULL };
	static const struct app app = { .name = "demopay", .areas = areas, .locales = demopay_locales, .host = host };
	return web_main(&app, argc, argv);
}
