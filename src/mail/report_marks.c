#include "mail/report_marks.h"

#include "base/utf8.h"
#include "mail/addr.h"

enum { LOOKED_AT = 4 * ADDR_MAX }; /* bytes of a field */

struct report_marks report_marks_read(
    struct arena *arena, const struct message *message)
{
	return (struct report_marks){
		.message = message,
		.from = utf8_fold(
		    arena, str_sub(str_c(message_value(message, "From")), 0,
			       LOOKED_AT)),
		.subject = utf8_fold(
		    arena, str_sub(str_c(message->subject), 0, LOOKED_AT)),
	};
}

bool report_marks_subject(const struct report_marks *marks, const char *phrases)
{
	struct str rest = str_c(phrases);
	struct str phrase;

	while (str_split(&rest, '|', &phrase)) {
		bool start = phrase.n > 0 && phrase.p[0] == '^';
		struct str words = str_from(phrase, start ? 1 : 0);
		size_t at = str_find(str_c(marks->subject), words);
		if (at != SIZE_MAX && (at == 0 || !start))
			return true;
	}
	return false;
}

/* "Name: part" */
static bool has_field(const struct message *message, const char *wanted)
{
	size_t colon = str_findc(str_c(wanted), ':');
	struct str name = str_sub(str_c(wanted), 0, colon);
	struct str part = str_trim(str_from(str_c(wanted), colon + 1));

	for (size_t i = 0; i < message->field_count; i++)
		if (str_ieq(str_c(message->fields[i].name), name) &&
		    str_ifind(str_c(message->fields[i].value), part) !=
			SIZE_MAX)
			return true;
	return false;
}

bool report_marks_fit(
    const struct report_marks *marks, const struct report_rule *rule)
{
	return (rule->from == NULL || page_has(marks->from, rule->from)) &&
	       (rule->subject == NULL ||
		   report_marks_subject(marks, rule->subject)) &&
	       (rule->field == NULL || has_field(marks->message, rule->field));
}
