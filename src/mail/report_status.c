#include "mail/report_status.h"

#include <string.h>

#include "base/utf8.h"
#include "mail/words.h"

static size_t digits(struct str s)
{
	size_t n = 0;

	while (n < s.n && str_is_digit(s.p[n]))
		n++;
	return n;
}

/* Length of "d.d.d" at the front, 0 when it is something else. */
static size_t enhanced_length(struct str s)
{
	size_t subject;
	size_t detail;

	if (s.n < 5 || strchr("245", s.p[0]) == NULL || s.p[1] != '.')
		return 0;
	subject = digits(str_from(s, 2));
	if (subject == 0 || subject > 3 || 2 + subject >= s.n ||
	    s.p[2 + subject] != '.')
		return 0;
	detail = digits(str_from(s, 3 + subject));
	if (detail == 0 || detail > 3)
		return 0;
	/* An IP number or a version goes on with a dot and a digit. */
	s = str_from(s, 3 + subject + detail);
	if (s.n > 1 && s.p[0] == '.' && str_is_digit(s.p[1]))
		return 0;
	return 3 + subject + detail;
}

static bool is_word_char(char c)
{
	return str_is_digit(c) || c == '.' || c == '-' || c == '_' ||
	       c == '@' || (str_lower(c) >= 'a' && str_lower(c) <= 'z');
}

struct str report_enhanced(struct str text)
{
	for (size_t i = 0; i < text.n; i++) {
		size_t n;
		if (i > 0 && is_word_char(text.p[i - 1]))
			continue;
		n = enhanced_length(str_from(text, i));
		if (n > 0)
			return str_sub(text, i, n);
	}
	return str_n(text.p, 0);
}

/* 421 to 457 and 500 to 557 are used; 512 bytes and 450 MB are not codes. */
static bool is_code(struct str s)
{
	static const char *const units[] = { "mb", "kb", "gb", "mo", "ko", "go",
		"byte", "octet", "message", "mail", "second", "minute", "hour",
		"heure", "day", "jour", "attempt", "recipient", "time" };
	struct str after = str_trim(str_sub(s, 3, 12));

	if ((s.p[0] != '4' && s.p[0] != '5') || digits(str_sub(s, 0, 4)) != 3)
		return false;
	if (s.p[1] > '7' || s.p[1] == '6' || (s.p[0] == '4' && s.p[1] < '2'))
		return false;
	if (s.n > 3 &&
	    (strchr(" -\n:;,.)]#\"'", s.p[3]) == NULL || s.p[3] == '\0'))
		return false;
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (str_istarts(after, str_c(units[i])))
			return false;
	return true;
}

int report_reply(struct str text)
{
	for (size_t i = 0; i + 3 <= text.n; i++) {
		const char *p = text.p + i;
		if (i > 0 && strchr(" \t\n:<>([#=\"'-", p[-1]) == NULL)
			continue;
		if (is_code(str_from(text, i)))
			return (p[0] - '0') * 100 + (p[1] - '0') * 10 + p[2] -
			       '0';
	}
	return 0;
}

static bool has_any(const char *text, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strstr(text, list[i]) != NULL)
			return true;
	return false;
}

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

/*
 * Phrases in the languages that servers write, folded (base/utf8.h).  "The
 * server goes on trying" needs one of the first list and none of the second.
 */
static const char *const delays[] = {
	/* English */
	"delayed", "delay)", "(delay", "warning", "not yet been delivered",
	"not been delivered yet", "has not yet been", "will be retried",
	"will be made", "will continue to try", "will keep trying",
	"keep trying", "will try again", "still trying", "still being retried",
	"will retry", "continue to be attempted", "no action is required",
	"do not need to resend", "not need to resend", "retry for",
	"attempts to deliver", "temporarily", "temporary",
	/* French */
	"retarde", "provisoire", "sera retente", "nouvelle tentative",
	"nouvelles tentatives", "remise differee", "pas encore ete remis",
	"pas encore ete delivre", "pas encore ete distribue",
	"pas besoin de renvoyer", "temporaire",
	/* German */
	"verzogert", "noch nicht zugestellt", "weiterhin versucht",
	"erneut versucht", "vorubergehend", "temporar",
	/* Spanish */
	"retrasad", "demorad", "seguira intentando", "volvera a intentar",
	"todavia no se ha entregado", "temporalmente", "error temporal",
	/* Italian */
	"ritardat", "in ritardo", "non ancora recapitat",
	"non e ancora stato recapitat", "temporane",
	/* Portuguese and Dutch */
	"atrasad", "ainda nao foi entregue", "vertraagd", "nog niet bezorgd",
	"tijdelijk",
	/* Japanese */
	"遅延", "一時的", "再送を試"
};

static const char *const ends[] = { "giving up", "given up", "gave up",
	"no further attempts", "will not be retried", "no longer trying",
	"permanent", "unknown", "no such", "has failed",
	"could not be delivered for", "too long", "retry timeout exceeded",
	"retry time not reached for any host after a long failure", "definitif",
	"definitive", "abandonne", "inconnu", "n'existe pas", "endgultig",
	"aufgegeben", "unbekannt", "desconocid", "no existe", "sconosciut",
	"inesistent", "desconhecid", "onbekend", "存在しません" };

static const char *const expiries[] = { "expired", "giving up", "gave up",
	"in the queue too long", "retry timeout exceeded", "no longer trying",
	"retry time not reached", "timed out waiting",
	"could not be delivered for", "could not be sent for",
	"undeliverable for", "was not delivered within", "delivery attempts",
	"attempts:", "attempt(s)", "after several attempts", "has been tried",
	"delai de remise", "delai depasse", "delai expire", "a expire",
	"abgelaufen", "aufgegeben", "ha caducado", "caduco", "scadut",
	"expirou", "verlopen" };

bool report_is_delay(const char *folded)
{
	return has_any(folded, delays, COUNT(delays)) &&
	       !has_any(folded, ends, COUNT(ends));
}

bool report_is_expired(const char *folded)
{
	return has_any(folded, expiries, COUNT(expiries));
}

char *report_one_line(struct arena *arena, struct str text, size_t n)
{
	char *copy = words_decode(arena, str_sub(text, 0, 4 * n));

	words_collapse(copy);
	copy[utf8_cut(str_c(copy), n).n] = '\0';
	return copy;
}
