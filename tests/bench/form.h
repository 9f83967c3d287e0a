/*
 * form: fills in a form of a page as a browser does, for load generators.
 */
#ifndef STOA_BENCH_FORM_H
#define STOA_BENCH_FORM_H

#include <stdbool.h>
#include <stddef.h>

struct typed {
	const char *name;
	const char *value; /* as it is typed, not encoded */
};

/*
 * The first form in <main> that is sent by POST: its address into action, its body (urlencoded) into body. typed, ended
 * by a NULL name, goes over what stands in the form; a radio button without a choice gets the first. False where there
 * is no such form, or no room.
 */
bool form_fill(
    const char *page, const struct typed *typed, char *action, size_t action_size, char *body, size_t body_size);

#endif
