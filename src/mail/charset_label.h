/* What the label of a charset means, however it is spelled. */
#ifndef MAIL_CHARSET_LABEL_H
#define MAIL_CHARSET_LABEL_H

#include <stdbool.h>

#include "base/arena.h"

enum { CHARSET_NAMES = 2 };

enum charset_form {
	CHARSET_VAGUE, /* says nothing: UTF-8 or windows-1252 */
	CHARSET_NAMED,
	CHARSET_WIDE, /* UTF-16, the order of its bytes is to be found out */
	CHARSET_HZ    /* RFC 1843 */
};

struct charset_label {
	enum charset_form form;
	/* For iconv, the narrow one first; NULL where there is none. */
	const char *name[CHARSET_NAMES];
	bool latin; /* one byte a letter, often put on UTF-8 */
};

/* `label` as written, NULL or "" for none.  The names live in the arena. */
void charset_label(
    struct arena *arena, const char *label, struct charset_label *out);

#endif
