#include "mail/report_status.h"

#include <string.h>

#include "mail/words.h"

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static size_t digits(struct str s)
{
	size_t n = 0;

	while (n < s.n && is_digit(s.p[n]))
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
	if (s.n > 1 && s.p[0] == '.' && is_digit(s.p[1]))
		return 0;
	return 3 + subject + detail;
}

static bool is_word_char(char c)
{
	return is_digit(c) || c == '.' || c == '-' || c == '_' || c == '@' ||
	       (str_lower(c) >= 'a' && str_lower(c) <= 'z');
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

int report_reply(struct str text)
{
	for (size_t i = 0; i + 3 <= text.n; i++) {
		const char *p = text.p + i;
		char after = i + 3 < text.n ? p[3] : ' ';
		/* 421 to 459 and 500 to 579 are used; 512 bytes are not. */
		if ((p[0] != '4' && p[0] != '5') || p[1] > '7' ||
		    digits(str_sub(text, i, 3)) != 3)
			continue;
		if (i > 0 && strchr(" \t\n:<>([#=\"'-", p[-1]) == NULL)
			continue;
		if (strchr(" -\n:;,.)]#\"'", after) != NULL && after != '\0')
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

bool report_is_delay(const char *folded)
{
	static const char *const final[] = { "giving up", "given up", "gave up",
		"no further attempts", "will not be retried", "permanent",
		"unknown", "no such", "has failed",
		"could not be delivered for", "too long",
		"retry timeout exceeded",
		"retry time not reached for any host after a long failure" };
	static const char *const delay[] = { "delayed", "delay)", "(delay",
		"warning", "not yet been delivered", "not been delivered yet",
		"has not yet been", "will be retried", "will be made",
		"will continue to try", "will keep trying", "keep trying",
		"will try again", "still trying", "still being retried",
		"will retry", "no action is required", "do not need to resend",
		"not need to resend", "retry for", "attempts to deliver",
		"temporarily", "temporary", "retarde", "provisoire" };

	return has_any(folded, delay, COUNT(delay)) &&
	       !has_any(folded, final, COUNT(final));
}

bool report_is_expired(const char *folded)
{
	static const char *const words[] = { "expired", "giving up", "gave up",
		"in the queue too long", "retry timeout exceeded",
		"no longer trying", "retry time not reached",
		"could not be delivered for", "could not be sent for",
		"undeliverable for", "was not delivered within",
		"delivery attempts", "attempts:", "attempt(s)",
		"after several attempts", "delai de remise", "delai depasse",
		"a expire", "abgelaufen", "ha caducado", "scaduto", "expirou" };

	return has_any(folded, words, COUNT(words));
}

char *report_one_line(struct arena *arena, struct str text, size_t n)
{
	char *copy = words_decode(arena, str_sub(text, 0, 4 * n));
	size_t length;

	words_collapse(copy);
	length = strlen(copy);
	if (length > n) {
		while (n > 0 && ((unsigned char)copy[n] & 0xc0) == 0x80)
			n--;
		copy[n] = '\0';
	}
	return copy;
}
