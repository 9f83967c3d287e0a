/* admin: where a merchant works. One host for all shops; the shop is chosen after login. */
#include "admin/areas.h"
#include "admin/pages.h"
#include "base/conf.h"
#include "web/app.h"
#include "web/once.h"

static const struct area *const areas[] = {
	&desk_area,
	&returns_area, /* its addresses lie among the orders' */
	&orders_area,
	&pickups_area,
	&products_area,
	&categories_area,
	&content_area,
	&pictures_area,
	&settings_area,
	&files_area,
	NULL,
};

static const char *const locales[] = { "en", "de", "fr", "ar", "ja", NULL };

static const char *host(const struct conf *conf)
{
	return conf->admin_host;
}

int main(int argc, char **argv)
{
	static const struct app app = {
		.name = "admin",
		.areas = areas,
		.locales = locales,
		.host = host,
		.dress = gate_dress,
		.login = gate_login,
		.login_path = "/login",
		.member = gate_member,
		.once = once_answer,
	};
	return web_main(&app, argc, argv);
}
