/*
 * app: one executable as data. Its main.c is a list of areas (web/area.h) and `return web_main(&app, argc, argv);`.
 */
#ifndef STOA_WEB_APP_H
#define STOA_WEB_APP_H

#include <stdbool.h>

#include "base/ctx.h"
#include "view/view.h"
#include "web/area.h"
#include "web/route.h"

struct page;

struct app {
	const char *name;                /* "storefront": template set, database role, name in the log */
	bool follows;                    /* its parent has a child that follows all changes (web/poll) */
	const struct area *const *areas; /* ends with NULL; where pages are sent, "error" is among them */
	bool keeps_around; /* menus and footers are made with what the process keeps, all else is read anew */
	bool keeps; /* pages that are only looked at are made with what the process keeps of the shop (shop/frame) */
	/*
	 * Where the host names no shop (admin, demopay): the locales of the executable itself, ending with NULL, and
	 * the host that it answers on (a function of the settings; NULL answers on any).
	 */
	const char *const *locales;
	const char *(*host)(const struct conf *);
	int processes;    /* that answer unless the command line says otherwise; 0: as many as the settings say */
	bool away;        /* it has a page "away" for when no shop can be asked for its look */
	bool reads_aside; /* it only shows: standbys of the cells may answer (web/standby.h) */
	/* Adds to every page what the executable has, e.g. navigation; may be NULL. Not called for an error page of a
	 * failing service. */
	enum err_code (*dress)(struct ctx *, struct exchange *, struct page *);
	/*
	 * Asked where a GET found nothing, by its address or by what its page looked for: fills x->res with another
	 * answer, or returns ERR_NOT_FOUND. May be NULL.
	 */
	enum err_code (*missing)(struct ctx *, struct exchange *);
	/* NEED_LOGIN: sets ctx->staff from the session, else ERR_LOGIN; the dispatcher then redirects to login_path
	 * after the locale, with the page that was asked for as ?to. */
	enum err_code (*login)(struct ctx *, struct exchange *);
	const char *login_path;
	/* NEED_ONCE: runs the route's handler unless its form came before (web/once.h). */
	handler_fn *once;
	/* NEED_MEMBER: enters the shop of that name for ctx->staff (tenant_enter), else ERR_NOT_FOUND. */
	enum err_code (*member)(struct ctx *, struct exchange *, const char *shop);
};

/* Runs until told to stop; the process's exit status. --help lists the arguments. */
int web_main(const struct app *, int argc, char **argv);

#endif
