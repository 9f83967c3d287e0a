/*
 * bundle: a shop as one file, to be kept or taken elsewhere, and back again.
 *
 * The file is a tar archive: manifest.json (the shop, its hosts and staff, the migrations that its schema has applied,
 * its tables), the tables' rows as COPY writes them, in pieces, pictures and originals, and end.json (counts, hashes,
 * sequences), without which it is cut short. All rows are of one moment; nobody waits for the writing. Whoever has the
 * file has the shop: it is readable by its owner alone.
 *
 * What was written by an older version is read into a schema of its migrations, and brought up by those since.
 */
#ifndef STOA_OPS_BUNDLE_H
#define STOA_OPS_BUNDLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"

struct bundle_told {
	int64_t id;
	const char *name;
	const char *state;
	size_t tables, files;
	int64_t rows;
	bool same_id;      /* read: it has come back under the id that it had */
	size_t keys_lost;  /* read: keys of providers that this installation's key does not open */
	size_t staff_lost; /* read: members whom nobody here knows */
};

/* pictures: with the files of pictures and originals. ERR_NOT_FOUND for the shop; ERR_INPUT for the path. */
enum err_code bundle_write(struct ctx *, const char *name, const char *path, bool pictures, struct bundle_told *);

struct bundle_wish {
	const char *path;
	const char *name; /* NULL: its own */
	const char *host; /* NULL: its own ones */
	const char *cell; /* NULL: the open one with the fewest shops */
};

/*
 * Under its own id where that shop was dropped here and the name is its own; else under a new one: addresses of
 * pictures are written anew, keys of providers are sealed anew where this installation has sealed them, and left out
 * where another one has; so are people of another installation. The shop is open, or suspended, as it was.
 *
 * ERR_CONFLICT where name or host is taken, or the file is of a newer version; ERR_MALFORMED. Broken off, it is taken
 * up by a further call.
 */
enum err_code bundle_read(struct ctx *, const struct bundle_wish *, struct bundle_told *);

#endif
