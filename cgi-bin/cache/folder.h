/*
 * folder: where a box keeps its cache until its next restart. Internal to cache/.
 */
#ifndef STOA_CACHE_FOLDER_H
#define STOA_CACHE_FOLDER_H

#include <stdbool.h>
#include <stddef.h>

/*
 * dir/BOOT, made where it is missing; folders of earlier boots are removed. False with errno set.
 *
 * Files in it begin with "marks", "lock", "pages", "flights", "quota" or "metrics"; the number of their layout follows,
 * so that programs of two versions, which may run side by side, keep apart what they cannot share.
 */
bool folder_of_boot(const char *dir, char *out, size_t size);

#endif
