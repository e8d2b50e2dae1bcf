#include "core/below.h"

#include <string.h>

#include "base/utf8.h"
#include "mail/own.h"

enum { MARKS_MAX = 8 };

/* What only a line of our foot (templates/foot.txt) holds, folded. */
struct marks {
	const char *v[MARKS_MAX];
	size_t n;
};

static void add(struct arena *arena, struct marks *marks, const char *text)
{
	if (text != NULL && text[0] != '\0')
		marks->v[marks->n++] = utf8_fold(arena, str_c(text));
}

static void read_marks(
    struct arena *arena, const struct conf *conf, struct marks *marks)
{
	*marks = (struct marks){ .n = 0 };
	add(arena, marks, conf->site.legal_address);
	add(arena, marks, conf->site.website);
	add(arena, marks, conf->site.contact);
	add(arena, marks, conf->site.director);
	for (int l = 0; l < LANG__MAX; l++)
		add(arena, marks, conf->site.rights[l]);
}

static bool is_quoted(struct str line)
{
	return str_starts(str_trim(line), str_c(">"));
}

static bool is_foot(
    struct arena *arena, const struct marks *marks, struct str line)
{
	const char *folded = utf8_fold(arena, line);

	for (size_t i = 0; i < marks->n; i++)
		if (strstr(folded, marks->v[i]) != NULL)
			return true;
	return false;
}

struct str below_our_foot(
    struct arena *arena, const struct conf *conf, const struct message *message)
{
	struct str rest = str_c(message->text);
	struct str below = str_c("");
	struct marks marks;
	struct str line;

	read_marks(arena, conf, &marks);
	while (str_line(&rest, &line))
		if (!is_quoted(line) && is_foot(arena, &marks, line))
			below = rest;
	return below;
}

const char *below_our_mail(
    struct arena *arena, const struct conf *conf, const struct message *message)
{
	struct str below = below_our_foot(arena, conf, message);
	const char *words = own_words(arena, arena_dup(arena, below));

	/* What nobody quoted is among the sender's words already. */
	return strstr(message->own, words) != NULL ? "" : words;
}

const char *below_everything(struct arena *arena, const struct message *message)
{
	struct str rest = str_c(message->text);
	struct str last = str_c("");
	struct str line;
	bool between = true;

	while (str_line(&rest, &line)) {
		bool empty = str_trim(line).n == 0;
		if (!empty && between)
			last = line;
		if (!empty)
			last.n = (size_t)(line.p + line.n - last.p);
		between = empty;
	}
	return own_words(arena, arena_dup(arena, last));
}
