/*
 * folder: a fresh folder below TMPDIR for a test, and the end of it with all that lies in it.
 */
#ifndef STOA_TESTS_FOLDER_H
#define STOA_TESTS_FOLDER_H

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FOLDER_MAX = 300 };

/* word: a part of its name; false where it could not be made. */
static inline bool folder_make(char path[FOLDER_MAX], const char *word)
{
	const char *tmp = getenv("TMPDIR");
	snprintf(path, FOLDER_MAX, "%.200s/stoa-%.30s-XXXXXX", tmp ? tmp : "/tmp", word);
	return mkdtemp(path) != NULL;
}

static inline void folder_remove(const char *path)
{
	DIR *d = opendir(path);
	if (d == NULL)
		return;
	for (struct dirent *e = readdir(d); e != NULL; e = readdir(d)) {
		char inner[2 * FOLDER_MAX];
		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
			continue;
		snprintf(inner, sizeof inner, "%.300s/%.255s", path, e->d_name);
		if (unlink(inner) == -1)
			folder_remove(inner);
	}
	closedir(d);
	rmdir(path);
}

#endif
