/*
 * desk: today at a glance: dashboard.c shows it, desk_chart.c draws it, desk_steps.c says what a new shop still needs,
 * failed.c what the worker gave up.
 */
#ifndef STOA_ADMIN_DESK_H
#define STOA_ADMIN_DESK_H

#include "admin/pages.h"
#include "admin/views_desk.h"
#include "shop/figures.h"
#include "shop/first_steps.h"

struct low_in {
	int64_t few;
};

struct steps_in {
	const char *step;
};

/* before: the page begins behind this one. id: of the job; 0 for all. */
struct failed_in {
	int64_t before, id;
};

handler_fn failed_get;
handler_fn failed_retry_post;
handler_fn failed_away_post;
handler_fn dashboard_get;
handler_fn low_post;
handler_fn steps_post;

/*
 * The drawing of the days: points and words as they stand in an SVG of DESK_WIDTH by DESK_HEIGHT. Time runs as the
 * locale is read.
 */
enum { DESK_WIDTH = 720, DESK_HEIGHT = 240 };
void desk_draw(struct ctx *, const struct figures *, struct dashboard_page *view);

/* What a new shop still needs; the view has no steps where nothing is left. */
enum err_code desk_steps(struct ctx *, struct dashboard_page *view);

#endif
