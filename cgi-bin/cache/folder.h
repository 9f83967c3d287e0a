/*
 * folder: where a box keeps its cache until its next restart. Internal to cache/.
 */
#ifndef STOA_CACHE_FOLDER_H
#define STOA_CACHE_FOLDER_H

#include <stdbool.h>
#include <stddef.h>

/* Files that begin so, and what follows is a layout, are of metrics. */
#define FOLDER_METRICS "metrics"

/* dir/BOOT, made where it is missing; folders of earlier boots are removed. False with errno set. */
bool folder_of_boot(const char *dir, char *out, size_t size);

#endif
