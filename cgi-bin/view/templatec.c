/*
 * templatec: the build tool that turns templates into what the programs map.
 *
 *   templatec --templates DIR --set storefront --locale de --locale-dir DIR --assets MANIFEST --build ID --out FILE
 *   templatec --templates DIR --assets MANIFEST --pot FILE SET...
 *
 * The first form compiles DIR/<set>/ into FILE, the second writes the messages of the sets as a PO template. A mistake
 * is printed as `file:line: message`; exit 1. Wrong usage: exit 2.
 */
#include <dirent.h>
#include <getopt.h>
#include <libintl.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libxml/parser.h>

#include "base/str.h"
#include "view/compile.h"

enum { ARENA_MAX = 1024 * 1024 * 1024 };

struct options {
	const char *templates, *set, *locale, *locale_dir, *assets, *build, *out, *pot;
};

static const struct option long_options[] = {
	{ "templates", required_argument, NULL, 't' },
	{ "set", required_argument, NULL, 's' },
	{ "locale", required_argument, NULL, 'l' },
	{ "locale-dir", required_argument, NULL, 'd' },
	{ "assets", required_argument, NULL, 'a' },
	{ "build", required_argument, NULL, 'b' },
	{ "out", required_argument, NULL, 'o' },
	{ "pot", required_argument, NULL, 'p' },
	{ NULL, 0, NULL, 0 },
};

static bool read_options(int argc, char **argv, struct options *o)
{
	const struct {
		int letter;
		const char **to;
	} where[] = { { 't', &o->templates }, { 's', &o->set }, { 'l', &o->locale }, { 'd', &o->locale_dir },
		{ 'a', &o->assets }, { 'b', &o->build }, { 'o', &o->out }, { 'p', &o->pot } };
	int letter;

	while ((letter = getopt_long(argc, argv, "", long_options, NULL)) != -1) {
		bool found = false;

		for (size_t i = 0; i < sizeof where / sizeof *where; i++) {
			if (where[i].letter != letter)
				continue;
			*where[i].to = optarg;
			found = true;
		}
		if (!found)
			return false;
	}
	if (o->templates == NULL)
		return false;
	return o->pot != NULL || (o->set != NULL && o->locale != NULL && o->build != NULL && o->out != NULL);
}

/* C.UTF-8 is the one locale that every machine has; LANGUAGE then chooses the catalogue. */
static void use_locale(const struct options *o)
{
	setenv("LANGUAGE", o->locale, 1);
	setlocale(LC_ALL, "C.UTF-8");
	if (o->locale_dir != NULL)
		bindtextdomain("stoa", o->locale_dir);
	bind_textdomain_codeset("stoa", "UTF-8");
	textdomain("stoa");
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int is_template(const struct dirent *d)
{
	return d->d_name[0] != '.' && str_ends(d->d_name, ".xhtml");
}

/* A set without a folder is an empty one. */
static void compile_set(struct compiler *c, const char *set)
{
	struct dirent **names;
	int n = scandir(arena_printf(c->arena, "%s/%s", c->dir, set), &names, is_template, by_name);

	for (int i = 0; i < n; i++) {
		const char *name =
		    arena_strndup(c->arena, names[i]->d_name, strlen(names[i]->d_name) - strlen(".xhtml"));

		compile_file(c, arena_printf(c->arena, "%s/%s", set, name), name);
		free(names[i]);
	}
	if (n >= 0)
		free(names);
}

static bool run(struct compiler *c, const struct options *o, char **sets)
{
	if (o->assets != NULL && !compile_assets(c, o->assets))
		return false;
	if (o->pot != NULL) {
		for (; *sets != NULL; sets++)
			compile_set(c, *sets);
		return c->errors == 0 && compile_write_pot(c, o->pot);
	}
	use_locale(o);
	c->locale = o->locale;
	compile_set(c, o->set);
	return c->errors == 0 && compile_write(c, o->build, o->out);
}

int main(int argc, char **argv)
{
	struct options o = { 0 };
	struct arena *arena;
	struct compiler *c;
	bool ok;

	if (!read_options(argc, argv, &o)) {
		fputs("usage: templatec --templates DIR --set SET --locale LOCALE [--locale-dir DIR] [--assets "
		      "MANIFEST]\n"
		      "                 --build ID --out FILE\n"
		      "       templatec --templates DIR [--assets MANIFEST] --pot FILE SET...\n",
		    stderr);
		return 2;
	}
	arena = arena_create(ARENA_MAX);
	c = ARENA_NEW(arena, struct compiler);
	compiler_init(c, arena, o.templates);
	ok = run(c, &o, argv + optind);
	compiler_release(c);
	arena_destroy(&arena);
	xmlCleanupParser();
	return ok ? 0 : 1;
}
