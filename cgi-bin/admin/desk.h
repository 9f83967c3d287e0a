/*
 * desk: today at a glance: dashboard.c shows it, desk_chart.c draws it.
 */
#ifndef STOA_ADMIN_DESK_H
#define STOA_ADMIN_DESK_H

#include "admin/pages.h"
#include "admin/views_desk.h"
#include "shop/figures.h"

struct low_in {
	int64_t few;
};

handler_fn dashboard_get;
handler_fn low_post;

/*
 * The drawing of the days: points and words as they stand in an SVG of DESK_WIDTH by DESK_HEIGHT. Time runs as the
 * locale is read.
 */
enum { DESK_WIDTH = 720, DESK_HEIGHT = 240 };
void desk_draw(struct ctx *, const struct figures *, struct dashboard_page *view);

#endif
