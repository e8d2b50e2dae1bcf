#include "base/date.h"

const char *date_month_name(int month, enum lang language)
{
	static const char *const names[LANG__MAX][12] = {
		[LANG_FR] = { "janvier", "février", "mars", "avril", "mai",
		    "juin", "juillet", "août", "septembre", "octobre",
		    "novembre", "décembre" },
		[LANG_EN] = { "January", "February", "March", "April", "May",
		    "June", "July", "August", "September", "October",
		    "November", "December" },
	};

	return names[language][month - 1];
}

const char *date_weekday_name(int weekday, enum lang language)
{
	static const char *const names[LANG__MAX][7] = {
		[LANG_FR] = { "lundi", "mardi", "mercredi", "jeudi", "vendredi",
		    "samedi", "dimanche" },
		[LANG_EN] = { "Monday", "Tuesday", "Wednesday", "Thursday",
		    "Friday", "Saturday", "Sunday" },
	};

	return names[language][weekday];
}
