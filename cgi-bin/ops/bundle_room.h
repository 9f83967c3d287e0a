/*
 * bundle_room: what the files of bundle share.
 */
#ifndef STOA_OPS_BUNDLE_ROOM_H
#define STOA_OPS_BUNDLE_ROOM_H

#include "kit/json.h"
#include "kit/parcel.h"
#include "ops/bundle.h"

enum { BUNDLE_VERSION = 1, BUNDLE_PIECE = 4 * 1024 * 1024, BUNDLE_PART_MAX = 1024 * 1024 * 1024 };

#define BUNDLE_MANIFEST "manifest.json"
#define BUNDLE_END "end.json"
#define BUNDLE_TABLES "tables/"
#define BUNDLE_MEDIA "media/"
#define BUNDLE_ORIGINALS "originals/"

/* Tells installations apart; made of the key, and says nothing of it. */
const char *bundle_installation(struct ctx *);

/* bundle_media.c */
enum err_code bundle_media_write(struct ctx *, struct parcel_out *, int64_t tenant_id, size_t *files);
/* One file of the archive; entry: its name there. */
enum err_code bundle_media_read(
    struct ctx *, int64_t tenant_id, const char *entry, const char *data, size_t n, size_t *files);

/*
 * bundle_tables.c: all that follows the manifest, rows into the transaction of `to` (whose schema is empty, of the
 * manifest's migrations), files of pictures into the shop's folders. ERR_OK only where end.json is reached, and counts
 * and hashes are those of the writer.
 */
struct carry;
enum err_code bundle_tables_read(struct ctx *, struct parcel_in *, const struct json *manifest, int64_t tenant_id,
    struct carry *to, struct bundle_told *);

/* bundle_adapt.c: in the scope of the shop that was read; before: the id that it had. Tells keys_lost. */
enum err_code bundle_adapt(struct ctx *, int64_t before, bool same_installation, struct bundle_told *);

#endif
