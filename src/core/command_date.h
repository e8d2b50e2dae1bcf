/* Until when: dates and spans as people type them, for `pause`. */
#ifndef CORE_COMMAND_DATE_H
#define CORE_COMMAND_DATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Reads all of the folded words: "jusqu au 15 aout", "until 1 september
 * 2027", "15/08", "2027-08-15", "3 semaines", "jusqu a fin aout".  Gives the
 * last second of that day in the zone.  False when it is not understood, is
 * past, or is more than two years away.  `english`: the command was; then
 * 01/02 is one of two days, and not understood.
 */
bool command_date_read(const char *const *words, size_t count, bool english,
    int64_t now, const char *zone, int64_t *until);

#endif
