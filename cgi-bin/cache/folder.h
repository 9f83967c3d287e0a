/*
 * folder: where a box keeps its cache until its next restart. Internal to cache/.
 */
#ifndef STOA_CACHE_FOLDER_H
#define STOA_CACHE_FOLDER_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Files in it begin with "marks", "lock", "pages", "flights", "quota", "breaker" or "metrics"; the number of their
 * layout follows, so that programs of two versions, which may run side by side, keep apart what they cannot share.
 */
/* dir/BOOT, made where it is missing; folders of earlier boots are removed. False with errno set. */
bool folder_of_boot(const char *dir, char *out, size_t size);
/* Its name alone: nothing is made or removed. */
bool folder_name(const char *dir, char *out, size_t size);

#endif
