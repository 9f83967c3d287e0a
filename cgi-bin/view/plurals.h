/*
 * plurals: messages that hang on a number, named by templates (<t:plural name= n=>) and by view_plural().
 *
 * {n} stands for the number in the locale's digits. The strings are extracted by xgettext (P_).
 */
#ifndef STOA_VIEW_PLURALS_H
#define STOA_VIEW_PLURALS_H

struct plural {
	const char *name; /* NULL ends the table */
	const char *singular;
	const char *plural;
};

extern const struct plural view_plurals[];

/* NULL where there is none of that name. */
const struct plural *plural_find(const char *name);

#endif
