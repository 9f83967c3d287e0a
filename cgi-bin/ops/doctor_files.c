#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/conf.h"
#include "base/str.h"
#include "kit/crypto.h"
#include "media/child.h"
#include "ops/doctor_room.h"
#include "ops/file.h"
#include "view/build.h"
#include "view/tpl.h"

static void check_key(struct doctor *d)
{
	const char *path = d->ctx->conf->key_file;
	struct stat st;

	if (stat(path, &st) != 0)
		doctor_fail(d, "key file", "%s: %s; make one with: (umask 027; openssl rand -hex 32 >%s)", path,
		    strerror(errno), path);
	else if (st.st_mode & (S_IRWXO | S_IWGRP))
		doctor_fail(d, "key file", "%s is open to others; chmod 640 %s", path, path);
	else if (!crypto_load_key(d->ctx->conf))
		doctor_fail(d, "key file", "%s holds no key of 64 hex digits; see above", path);
	else
		doctor_ok(d, "key file", "%s", path);
}

/* NULL, or what is wrong with a compiled template. */
static const char *template_fault(struct doctor *d, const char *path)
{
	struct tpl_header h;
	char build[sizeof(h.build)] = "";
	FILE *f = fopen(path, "re");
	bool whole;

	if (!f)
		return arena_strdup(d->ctx->arena, strerror(errno));
	whole = fread(&h, sizeof(h), 1, f) == 1;
	fclose(f);
	str_copy(build, view_build, sizeof(build));
	if (!whole || memcmp(h.magic, TPL_MAGIC, sizeof(h.magic)) != 0)
		return "is no compiled template";
	return memcmp(h.build, build, sizeof(build)) == 0 ? NULL : "was made by another build";
}

static void check_templates(struct doctor *d)
{
	const char *dir = d->ctx->conf->template_dir, **names, *fault = NULL;
	size_t n, bad = 0;

	if (file_list(d->ctx, dir, ".tpl", &names, &n)) {
		doctor_fail(d, "templates", "%s; run make install, or set template_directory", d->ctx->err.text);
		return;
	}
	for (size_t i = 0; i < n; i++) {
		fault = template_fault(d, arena_printf(d->ctx->arena, "%s/%s", dir, names[i]));
		if (fault && ++bad)
			doctor_fail(
			    d, "templates", "%s/%s %s; install programs and templates together", dir, names[i], fault);
	}
	if (n == 0)
		doctor_fail(d, "templates", "%s holds no *.tpl; run make install, or set template_directory", dir);
	else if (bad == 0)
		doctor_ok(d, "templates", "%zu files of this build in %s", n, dir);
}

/* Every language that pages are compiled in has its catalogue, but English, which is the source. */
static void check_locales(struct doctor *d)
{
	const char *dir = d->ctx->conf->locale_dir, **names;
	size_t n, missing = 0;

	if (file_list(d->ctx, d->ctx->conf->template_dir, ".tpl", &names, &n))
		return;
	for (size_t i = 0; i < n; i++) {
		const char *dot = strchr(names[i], '.'), *locale, *path;

		if (!str_starts(names[i], "storefront.") || str_eq(names[i], "storefront.en.tpl"))
			continue;
		locale = arena_strndup(d->ctx->arena, dot + 1, strcspn(dot + 1, "."));
		path = arena_printf(d->ctx->arena, "%s/%s/LC_MESSAGES/stoa.mo", dir, locale);
		if (access(path, R_OK) == 0)
			continue;
		missing++;
		doctor_fail(
		    d, "translations", "%s: %s; run make install, or set locale_directory", path, strerror(errno));
	}
	if (missing == 0)
		doctor_ok(d, "translations", "%s", dir);
}

static void check_folder(struct doctor *d, const char *what, const char *dir)
{
	const char *probe = arena_printf(d->ctx->arena, "%s/.doctor.%ld", dir, (long)getpid());
	int fd = open(probe, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);

	if (fd < 0) {
		doctor_fail(d, what, "cannot write to %s: %s; create it, owned by the user that the programs run as",
		    dir, strerror(errno));
		return;
	}
	close(fd);
	unlink(probe);
	doctor_ok(d, what, "%s", dir);
}

static void check_pictures(struct doctor *d)
{
	const char *said;

	check_folder(d, "media directory", d->ctx->conf->media_dir);
	check_folder(d, "originals' directory", d->ctx->conf->original_dir);
	if (child_report(d->ctx, &said))
		doctor_fail(d, "pictures",
		    "%s; nothing can be uploaded: install libvips42 and libseccomp2, or set picture_program",
		    d->ctx->err.text);
	else if (strstr(said, "open:"))
		doctor_fail(d, "pictures", "%s; the program that reads them is not confined: use another kernel", said);
	else
		doctor_ok(d, "pictures", "%s", said);
}

void doctor_files(struct doctor *d)
{
	doctor_ok(d, "settings", "read");
	check_key(d);
	check_templates(d);
	check_locales(d);
	check_pictures(d);
}
