/*
 * flight: bytes of a file that one process has at a time; what it has goes with it, however it ends (OFD locks,
 * fcntl(2); the descriptor is to be opened after the fork). Internal to cache/.
 */
#ifndef STOA_CACHE_FLIGHT_H
#define STOA_CACHE_FLIGHT_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* Places of keys begin there. */
enum { FLIGHT_FIRST = 4096 };

/* n bytes from at on (0: to the end), without waiting; true where nobody else has any of them. */
bool flight_lock(int fd, off_t at, off_t n);
void flight_unlock(int fd, off_t at, off_t n);
/* Where a page's byte is, by its key. */
off_t flight_place(const uint8_t *key);

#endif
