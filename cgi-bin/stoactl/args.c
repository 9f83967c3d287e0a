#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/str.h"
#include "stoactl/stoactl.h"

static bool complain(const struct command *c, const char *what, const char *word)
{
	fprintf(stderr, "stoactl: %s%s; see stoactl %s --help\n", what, word, c->name);
	return false;
}

static int words_wanted(const struct command *c)
{
	int n = *c->words != '\0';

	for (const char *p = c->words; *p; p++)
		n += *p == ' ';
	return n;
}

/* One in brackets may be left out: it is the last one. */
static int words_needed(const struct command *c)
{
	return words_wanted(c) - (strchr(c->words, '[') != NULL);
}

/* The option named at text ("host" or "host=..."), or -1. */
static int option_at(const struct command *c, const char *text)
{
	size_t n = strcspn(text, "=");

	for (int i = 0; c->options && c->options[i].name; i++)
		if (strlen(c->options[i].name) == n && strncmp(c->options[i].name, text, n) == 0)
			return i;
	return -1;
}

/* --name VALUE, --name=VALUE or a flag; moves *argv onto the last word that it used. */
static bool read_option(const struct command *c, char ***argv, struct args *out)
{
	const char *text = **argv + 2, *equals = strchr(text, '=');
	int i = option_at(c, text);

	if (i < 0)
		return complain(c, "unknown option ", **argv);
	if (out->value[i])
		return complain(c, "option given twice: ", **argv);
	if (!c->options[i].arg) {
		out->value[i] = "";
		return !equals || complain(c, "option takes no value: ", **argv);
	}
	if (equals) {
		out->value[i] = equals + 1;
		return true;
	}
	if (!(*argv)[1])
		return complain(c, "option needs a value: ", **argv);
	out->value[i] = *++*argv;
	return true;
}

bool args_read(const struct command *c, char **argv, struct args *out)
{
	bool options = true;

	*out = (struct args){ .options = c->options };
	for (; *argv; argv++) {
		if (options && str_eq(*argv, "--")) {
			options = false;
		} else if (options && str_starts(*argv, "--")) {
			if (!read_option(c, &argv, out))
				return false;
		} else if (out->n == words_wanted(c)) {
			return complain(c, "one word too many: ", *argv);
		} else {
			out->word[out->n++] = *argv;
		}
	}
	if (out->n < words_needed(c))
		return complain(c, "wanted: ", c->words);
	return true;
}

const char *args_get(const struct args *a, const char *name)
{
	int i = 0;

	while (a->options[i].name && !str_eq(a->options[i].name, name))
		i++;
	BUG_IF(!a->options[i].name);
	return a->value[i] ? a->value[i] : a->options[i].standard;
}

enum { HELP_COLUMN = 24 };

/* Width of the words, so that all helps begin in one column. */
static int pad(const struct command *c)
{
	int n = HELP_COLUMN - (int)strlen(c->name) - (*c->words != '\0');

	return n > 0 ? n : 0;
}

void help_all(const struct command *commands)
{
	printf("usage: stoactl COMMAND [OPTION...]\n\n");
	for (const struct command *c = commands; c->name; c++)
		printf("  %s%s%-*s  %s\n", c->name, *c->words ? " " : "", pad(c), c->words, c->help);
	printf("\nstoactl COMMAND --help shows a command's options. Settings are read from the file that STOA_CONF "
	       "names,\n"
	       "else from " SYSCONFDIR "/stoa.conf.\n"
	       "Exit status: 0 done, 1 failed, 2 asked wrongly.\n");
}

void help_command(const struct command *c)
{
	printf("usage: stoactl %s%s%s%s\n\n%s\n", c->name, *c->words ? " " : "", c->words,
	    c->options ? " [OPTION...]" : "", c->help);
	if (c->options)
		putchar('\n');
	for (const struct option *o = c->options; o && o->name; o++) {
		printf("  --%s%s%s\n        %s", o->name, o->arg ? " " : "", o->arg ? o->arg : "", o->help);
		if (!str_empty(o->standard))
			printf(" (%s)", o->standard);
		putchar('\n');
	}
}
