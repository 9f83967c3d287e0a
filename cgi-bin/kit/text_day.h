/*
 * text_day: days of the calendar as fields of forms send them, "2026-12-24", in a time zone.
 */
#ifndef STOA_KIT_TEXT_DAY_H
#define STOA_KIT_TEXT_DAY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

/* UTC seconds at which that day begins in the zone; plus: so many days later. False where there is no such day. */
bool text_day_read(const char *zone, const char *day, int plus, int64_t *seconds);
/* The zone's day that holds the moment. */
char *text_day_write(struct arena *, const char *zone, int64_t seconds);

#endif
