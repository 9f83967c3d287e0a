#include "config.h"

#include "media/store.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/conf.h"
#include "base/str.h"
#include "kit/crypto.h"
#include "media/child.h"

enum { PUBLIC_FOLDER = 0755, PUBLIC_FILE = 0644, PRIVATE_FOLDER = 0700, PRIVATE_FILE = 0600, WALK_FILES = 16 };

static const char *public_path(struct ctx *ctx, const char *address)
{
	return arena_printf(ctx->arena, "%s/%s", ctx->conf->media_dir, address);
}

static const char *original_path(struct ctx *ctx, const struct media_name *name, enum media_kind kind)
{
	return arena_printf(ctx->arena, "%s/%06" PRId64 "/%s.%s", ctx->conf->original_dir, name->tenant_id, name->hash,
	    media_kind_ending(kind));
}

static bool write_all(int file, const uint8_t *data, size_t n)
{
	while (n > 0) {
		ssize_t put = write(file, data, n);
		if (put < 0 && errno == EINTR)
			continue;
		if (put <= 0)
			return false;
		data += put;
		n -= (size_t)put;
	}
	return true;
}

static enum err_code make_folder(struct ctx *ctx, const char *path, mode_t mode)
{
	if (mkdir(path, mode) == 0 || errno == EEXIST)
		return ERR_OK;
	return err_set(ctx, ERR_INTERNAL, "could not make %s: %s", path, strerror(errno));
}

/* Written beside and renamed. */
static enum err_code write_file(struct ctx *ctx, const char *path, const void *data, size_t n, mode_t mode)
{
	const char *half = arena_printf(ctx->arena, "%s.%ld", path, (long)getpid());
	int file = open(half, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, mode);

	if (file < 0)
		return err_set(ctx, ERR_INTERNAL, "could not write %s: %s", half, strerror(errno));
	bool done = write_all(file, data, n);
	if (close(file) != 0 || !done || rename(half, path) != 0) {
		int why = errno;
		unlink(half);
		return err_set(ctx, ERR_INTERNAL, "could not write %s: %s", path, strerror(why));
	}
	return ERR_OK;
}

static enum err_code write_public(struct ctx *ctx, int64_t tenant_id, const char *address, const void *data, size_t n)
{
	const char *folder = arena_printf(ctx->arena, "%s/%06" PRId64, ctx->conf->media_dir, tenant_id);
	enum err_code e = make_folder(ctx, folder, PUBLIC_FOLDER);

	return e ? e : write_file(ctx, public_path(ctx, address), data, n, PUBLIC_FILE);
}

static enum err_code write_original(
    struct ctx *ctx, const struct media_name *name, enum media_kind kind, const void *data, size_t n)
{
	return write_file(ctx, original_path(ctx, name, kind), data, n, PRIVATE_FILE);
}

static void unlock(void *handle)
{
	close((int)(intptr_t)handle);
}

/* Files are there before the row that names them is, so taking away and entering must not meet. */
static enum err_code lock(struct ctx *ctx, int64_t tenant_id, int how)
{
	const char *folder = arena_printf(ctx->arena, "%s/%06" PRId64, ctx->conf->original_dir, tenant_id);
	enum err_code e = make_folder(ctx, ctx->conf->original_dir, PRIVATE_FOLDER);
	int file;

	if (!e)
		e = make_folder(ctx, folder, PRIVATE_FOLDER);
	if (e)
		return e;
	file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (file < 0)
		return err_set(ctx, ERR_INTERNAL, "could not open %s: %s", folder, strerror(errno));
	arena_defer(ctx->arena, unlock, (void *)(intptr_t)file);
	while (flock(file, how) != 0)
		if (errno != EINTR)
			return err_set(ctx, ERR_INTERNAL, "could not lock %s: %s", folder, strerror(errno));
	return ERR_OK;
}

enum err_code media_alone(struct ctx *ctx, int64_t tenant_id)
{
	return lock(ctx, tenant_id, LOCK_EX);
}

static void name_hash(struct ctx *ctx, const uint8_t *data, size_t n, char out[MEDIA_HASH_SIZE])
{
	char *whole = crypto_sha256_hex(ctx->arena, data, n);
	char *ours = arena_printf(ctx->arena, MEDIA_RECIPE " %s", whole);

	str_copy(out, crypto_sha256_hex(ctx->arena, ours, strlen(ours)), MEDIA_HASH_SIZE);
}

static enum err_code read_main(struct ctx *ctx, const uint8_t *data, size_t n, struct answer *answer)
{
	int file = child_memory(data, n);

	if (file < 0)
		return err_set(ctx, ERR_DOWN, "no memory for a picture: %s", strerror(errno));
	enum err_code e = child_ask(ctx, "main", file, answer);
	close(file);
	return e;
}

enum err_code media_take(
    struct ctx *ctx, int64_t tenant_id, const uint8_t *data, size_t n, struct media_taken *out, enum media_fault *fault)
{
	struct answer answer;
	enum err_code e;

	*out = (struct media_taken){ .kind = media_kind_of(data, n) };
	*fault = n == 0 ? MEDIA_EMPTY : out->kind == MEDIA_KIND__MAX ? MEDIA_KIND : MEDIA_FINE;
	if (*fault != MEDIA_FINE)
		return ERR_OK;
	e = read_main(ctx, data, n, &answer);
	if (e)
		return e;
	*fault = answer.fault;
	if (answer.fault != MEDIA_FINE)
		return ERR_OK;
	const struct answer_file *f = &answer.files[0];
	if (answer.n != 1 || (f->kind != MEDIA_JPEG && f->kind != MEDIA_WEBP))
		return err_set(ctx, ERR_INTERNAL, "the program that reads pictures gave %zu files", answer.n);
	out->name =
	    (struct media_name){ .tenant_id = tenant_id, .width = f->width, .height = f->height, .kind = f->kind };
	name_hash(ctx, data, n, out->name.hash);
	out->address = media_name_write(ctx->arena, &out->name);
	e = lock(ctx, tenant_id, LOCK_SH);
	if (!e)
		e = write_original(ctx, &out->name, out->kind, data, n);
	return e ? e : write_public(ctx, tenant_id, out->address, f->data, f->length);
}

/* Every width that the name promises is there, and nothing else. */
static bool is_whole_set(const struct media_name *name, const struct answer *answer, bool *avif)
{
	int webp[MEDIA_WIDTHS], few[MEDIA_AVIF_WIDTHS];
	size_t n = media_widths(name->width, webp), n_few = media_avif_widths(name->width, few);

	*avif = n_few > 0 && answer->n == n + n_few;
	if (answer->n != n && !*avif)
		return false;
	for (size_t i = 0; i < answer->n; i++)
		if (answer->files[i].kind != (i < n ? MEDIA_WEBP : MEDIA_AVIF) ||
		    answer->files[i].width != (i < n ? webp[i] : few[i - n]))
			return false;
	return true;
}

/* The main file under its second name, too. */
static enum err_code link_main(struct ctx *ctx, const char *from, const char *to)
{
	if (link(public_path(ctx, from), public_path(ctx, to)) == 0 || errno == EEXIST)
		return ERR_OK;
	/* A file system without hard links. */
	int why = errno;
	if (symlink(strrchr(from, '/') + 1, public_path(ctx, to)) == 0 || errno == EEXIST)
		return ERR_OK;
	return err_set(ctx, ERR_INTERNAL, "could not make %s: %s", to, strerror(why));
}

enum err_code media_make_set(
    struct ctx *ctx, const struct media_name *name, enum media_kind original, struct media_name *set)
{
	const char *path = original_path(ctx, name, original);
	int file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	struct answer answer;

	if (file < 0)
		return err_set(ctx, errno == ENOENT ? ERR_NOT_FOUND : ERR_INTERNAL, "could not read %s: %s", path,
		    strerror(errno));
	enum err_code e = child_ask(ctx, "set", file, &answer);
	close(file);
	if (e)
		return e;
	if (answer.fault != MEDIA_FINE)
		return err_set(ctx, ERR_CONFLICT, "%s is %s", path, answer_fault_name(answer.fault));
	*set = *name;
	if (!is_whole_set(name, &answer, &set->avif))
		return err_set(ctx, ERR_INTERNAL, "the program that reads pictures gave %zu files", answer.n);
	set->webp = true;
	for (size_t i = 0; !e && i < answer.n; i++) {
		const struct answer_file *f = &answer.files[i];
		e = write_public(
		    ctx, name->tenant_id, media_name_small(ctx->arena, name, f->width, f->kind), f->data, f->length);
	}
	return e ? e : link_main(ctx, media_name_write(ctx->arena, name), media_name_write(ctx->arena, set));
}

static enum err_code take_away(struct ctx *ctx, const char *path)
{
	if (unlink(path) == 0 || errno == ENOENT)
		return ERR_OK;
	return err_set(ctx, ERR_INTERNAL, "could not take away %s: %s", path, strerror(errno));
}

enum err_code media_forget(struct ctx *ctx, const struct media_name *name, enum media_kind original)
{
	struct media_name any = *name;
	int widths[MEDIA_WIDTHS], few[MEDIA_AVIF_WIDTHS];
	size_t n = media_widths(name->width, widths), n_few = media_avif_widths(name->width, few);
	enum err_code e = take_away(ctx, original_path(ctx, name, original));

	for (int set = 0; !e && set < 3; set++) {
		any.webp = set > 0;
		any.avif = set > 1;
		e = take_away(ctx, public_path(ctx, media_name_write(ctx->arena, &any)));
	}
	for (size_t i = 0; !e && i < n; i++)
		e = take_away(ctx, public_path(ctx, media_name_small(ctx->arena, name, widths[i], MEDIA_WEBP)));
	for (size_t i = 0; !e && i < n_few; i++)
		e = take_away(ctx, public_path(ctx, media_name_small(ctx->arena, name, few[i], MEDIA_AVIF)));
	return e;
}

enum err_code media_keep_file(struct ctx *ctx, int64_t tenant_id, const char *name, const void *data, size_t n)
{
	return write_public(ctx, tenant_id, arena_printf(ctx->arena, "%06" PRId64 "/%s", tenant_id, name), data, n);
}

const char *media_folder(struct ctx *ctx, int64_t tenant_id, bool originals)
{
	return arena_printf(
	    ctx->arena, "%s/%06" PRId64, originals ? ctx->conf->original_dir : ctx->conf->media_dir, tenant_id);
}

enum err_code media_keep_original(struct ctx *ctx, int64_t tenant_id, const char *name, const void *data, size_t n)
{
	const char *folder = media_folder(ctx, tenant_id, true);
	enum err_code e = make_folder(ctx, ctx->conf->original_dir, PRIVATE_FOLDER);

	if (!e)
		e = make_folder(ctx, folder, PRIVATE_FOLDER);
	return e ? e : write_file(ctx, arena_printf(ctx->arena, "%s/%s", folder, name), data, n, PRIVATE_FILE);
}

enum err_code media_hold(struct ctx *ctx, int64_t tenant_id)
{
	return lock(ctx, tenant_id, LOCK_SH);
}

static int remove_one(const char *path, const struct stat *st, int what, struct FTW *at)
{
	(void)st;
	(void)what;
	(void)at;
	return remove(path);
}

static enum err_code remove_folder(struct ctx *ctx, const char *path)
{
	/* One that is closed is opened first, else its owner cannot look into it. */
	if (chmod(path, PRIVATE_FOLDER) != 0 && errno == ENOENT)
		return ERR_OK;
	if (nftw(path, remove_one, WALK_FILES, FTW_DEPTH | FTW_PHYS) == 0)
		return ERR_OK;
	return err_set(ctx, ERR_INTERNAL, "could not remove %s: %s; remove it by hand", path, strerror(errno));
}

enum err_code media_drop_shop(struct ctx *ctx, int64_t tenant_id)
{
	const char *public = arena_printf(ctx->arena, "%s/%06" PRId64, ctx->conf->media_dir, tenant_id);
	const char *private = arena_printf(ctx->arena, "%s/%06" PRId64, ctx->conf->original_dir, tenant_id);
	enum err_code e = remove_folder(ctx, public), f = remove_folder(ctx, private);

	return e ? e : f;
}

enum err_code media_close_shop(struct ctx *ctx, int64_t tenant_id, bool closed)
{
	const char *path = arena_printf(ctx->arena, "%s/%06" PRId64, ctx->conf->media_dir, tenant_id);

	if (chmod(path, closed ? 0 : PUBLIC_FOLDER) == 0 || errno == ENOENT)
		return ERR_OK;
	return err_set(ctx, ERR_INTERNAL, "could not %s %s: %s", closed ? "close" : "open", path, strerror(errno));
}
