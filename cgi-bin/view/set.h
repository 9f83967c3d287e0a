/*
 * set: an opened template set, for the files of view/ only.
 */
#ifndef STOA_VIEW_SET_H
#define STOA_VIEW_SET_H

#include "base/arena.h"
#include "view/tpl.h"
#include "view/view.h"

/* A path after binding: where its value lies from the slot's struct. */
struct bound {
	enum view_kind kind;
	uint16_t slot;
	uint8_t special;
	uint8_t n; /* steps; between two of them a pointer is followed */
	uint32_t step[TPL_STEPS];
	ptrdiff_t count; /* VIEW_LIST: from the list's pointer to its count */
	const struct view_type *type;
};

/* A hole of that name: where its TPL_HOLE stands. */
struct hole_at {
	const char *name;
	uint32_t at;
};

struct view_file {
	char locale[32];
	const void *map;
	size_t size;
	const struct tpl_header *header;
	const struct tpl_template *templates;
	const struct tpl_ins *ins;
	const struct tpl_path *paths;
	const char *pool;
	struct bound *bound; /* by path */
	struct hole_at holes[VIEW_HOLES_MAX];
	size_t n_holes;
	struct view_file *next;
};

struct view_set {
	struct arena *arena;
	const struct view_page *pages;
	const struct view_type *common;
	struct view_file *files;
};

/* Binds every template of the file; prints each mistake as file:line: message and returns their number. */
unsigned bind_file(const struct view_set *, struct view_file *, const char *path);
const struct tpl_template *file_template(const struct view_file *, const char *name);

#endif
