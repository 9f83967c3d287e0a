/* How much of what words find is looked at: all of it, or draws of it where that is very much. */
#include "base/str.h"
#include "shop/finding_room.h"
#include "shop/search_marks.h"

/* A draw that is expected to have half as many again as are wanted hardly ever has too few. */
enum { WANTED = FINDING_RANKED + FINDING_RANKED / 2 };

/* The narrowest draw with so many, of n in the narrowest of all; 0 where all are to be looked at. */
static int times(int64_t n)
{
	int t = MARK_DRAWS;
	while (t > 0 && n << (MARK_DRAWS - t) < WANTED)
		t--;
	return t;
}

static int64_t least(int draws)
{
	int64_t n = 0;
	while (times(n) < draws)
		n++;
	return n;
}

static const char *with(struct ctx *ctx, const char *words, const char *marks)
{
	return *marks && *words ? arena_printf(ctx->arena, "(%s)&%s", words, marks) : words;
}

static struct drawn decide(
    struct ctx *ctx, const struct finding *f, const struct find_drawn_row *row, const char *marks)
{
	int whole = times(row->products), begun = times(row->begun);
	int64_t n = row->products > row->begun ? row->products : row->begun;
	if (whole > 0)
		return (struct drawn){ .query = with(ctx, with(ctx, f->whole, marks), mark_draw(ctx, whole)),
			.beyond = "",
			.drawn = true,
			.whole = true,
			.many = true };
	if (begun >= MARK_BEGUN)
		return (struct drawn){ .query = with(ctx, with(ctx, f->begun, marks), mark_draw(ctx, begun)),
			.beyond = f->beyond,
			.drawn = true,
			.many = true };
	return (struct drawn){
		.query = with(ctx, f->words, marks), .beyond = "", .many = n << MARK_DRAWS > FINDING_RANKED
	};
}

enum err_code finding_draw(
    struct ctx *ctx, const struct finding *f, const char *const *marks, size_t n, struct drawn *out)
{
	const char **whole = ARENA_ARRAY(ctx->arena, n, const char *),
	           **begun = ARENA_ARRAY(ctx->arena, n, const char *);
	struct find_drawn_row *rows;
	for (size_t i = 0; i < n; i++) {
		whole[i] = with(ctx, f->whole, marks[i]);
		begun[i] = with(ctx, f->begun, marks[i]);
	}
	enum err_code e = q_find_drawn(ctx,
	    &(struct find_drawn_in){ .queries = { .v = whole, .n = n },
	        .begun = { .v = begun, .n = n },
	        .draw = mark_draw(ctx, MARK_DRAWS),
	        .enough = least(1),
	        .beyond = f->beyond },
	    &rows, &n);
	for (size_t i = 0; !e && i < n; i++)
		out[i] = decide(ctx, f, &rows[i], marks[i]);
	return e;
}
