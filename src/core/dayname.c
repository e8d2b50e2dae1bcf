#include "core/dayname.h"

#include "base/date.h"
#include "base/str.h"

const char *dayname(
    struct arena *arena, int64_t when, const char *zone, enum lang language)
{
	char iso[DATE_SIZE]; /* "2026-12-01" */
	uint64_t month;
	uint64_t day;

	if (!date_local_day(when, zone, iso) ||
	    !str_u64(str_n(iso + 5, 2), 12, &month) || month == 0 ||
	    !str_u64(str_n(iso + 8, 2), 31, &day))
		return "";
	return arena_printf(arena, "%u%s %s %.4s", (unsigned)day,
	    language == LANG_FR && day == 1 ? "er" : "",
	    date_month_name((int)month, language), iso);
}
