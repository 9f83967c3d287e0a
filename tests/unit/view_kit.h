/*
 * view_kit: runs the template compiler (./templatec, as the build made it) on templates of a test.
 */
#ifndef STOA_TESTS_VIEW_KIT_H
#define STOA_TESTS_VIEW_KIT_H

#include "base/conf.h"
#include "unit.h"
#include "view/build.h"
#include "view/view.h"

static char view_folder[256];

static inline const char *view_source(void)
{
	const char *dir = getenv("SRCDIR");

	return dir ? dir : "..";
}

static inline void view_forget(void)
{
	char command[400];

	snprintf(command, sizeof command, "rm -rf '%s'", view_folder);
	if (system(command) != 0)
		fprintf(stderr, "could not remove %s\n", view_folder);
}

/* A fresh folder for this program, removed at its end. */
static inline const char *view_tmp(void)
{
	const char *tmp = getenv("TMPDIR");

	if (view_folder[0])
		return view_folder;
	snprintf(view_folder, sizeof view_folder, "%.200s/stoa-view-XXXXXX", tmp ? tmp : "/tmp");
	assert_non_null(mkdtemp(view_folder));
	atexit(view_forget);
	return view_folder;
}

static inline void view_write(const char *name, const char *text)
{
	char path[600];
	FILE *f;

	snprintf(path, sizeof path, "%s/%s", view_tmp(), name);
	f = fopen(path, "we");
	assert_non_null(f);
	assert_int_equal(fwrite(text, 1, strlen(text), f), strlen(text));
	assert_int_equal(fclose(f), 0);
}

/* The file's content, in static storage until the next call. */
static inline const char *view_read(const char *path)
{
	static char text[64 * 1024];
	FILE *f = fopen(path, "re");
	size_t n = f ? fread(text, 1, sizeof text - 1, f) : 0;

	if (f)
		fclose(f);
	text[n] = '\0';
	return text;
}

static inline void view_shell(const char *command)
{
	if (system(command) != 0)
		fail_msg("failed: %s", command);
}

/* True where the compiler is content; what it says is in the folder's file "said". */
static inline bool view_compile(const char *templates, const char *set, const char *locale, const char *build)
{
	char command[2000];

	snprintf(command, sizeof command,
	    "./templatec --templates '%s' --set %s --locale %s --locale-dir '%s/locale' --assets "
	    "'%s/tests/unit/templates/manifest' --build '%s' --out '%s/%s.%s.tpl' 2>'%s/said'",
	    templates, set, locale, view_tmp(), view_source(), build, view_tmp(), set, locale, view_tmp());
	return system(command) == 0;
}

static inline const char *view_said(void)
{
	char path[400];

	snprintf(path, sizeof path, "%s/said", view_tmp());
	return view_read(path);
}

#endif
