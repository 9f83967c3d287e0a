/*
 * menu: the jobs in the side bar.
 */
#ifndef STOA_ADMIN_MENU_H
#define STOA_ADMIN_MENU_H

#include "web/page.h"

/* Fills page->nav for the chosen shop; the job that the request's address lies below is the current one. */
void menu_fill(struct ctx *, const struct exchange *, struct page *);

#endif
