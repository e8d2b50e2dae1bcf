#include "core/command_script.h"

#include <glib.h>

#include "core/command_cursor.h"

enum { LINES_MAX = 60, NAME_WORDS = 4 };

static bool is_end(const struct command_line *line)
{
	return line->row != NULL && line->row->command == COMMAND_NONE;
}

static bool add(struct command_script *out, const struct command_line *line)
{
	if (line->row == NULL || is_end(line) || out->n == COMMAND_SCRIPT_MAX)
		return false;
	out->v[out->n++] = *line;
	return true;
}

/*
 * "Thèmes" above "+travail": together they are one command, when the first
 * one said nothing yet, or when the sign shows that it goes on.
 */
static bool join(const struct command_reader *reader, struct str *before,
    struct str line, struct command_script *out)
{
	struct command_line *last = out->n > 0 ? &out->v[out->n - 1] : NULL;
	bool goes_on = str_starts(str_trim(line), str_c("+")) ||
		       str_starts(str_trim(line), str_c("-"));
	struct command_line both;
	struct str text;

	if (last == NULL || (last->said && !goes_on))
		return false;
	text = str_c(arena_printf(
	    reader->arena, "%.*s %.*s", STR_ARG(*before), STR_ARG(line)));
	command_line_read(reader, text, &both);
	if (both.row != last->row)
		return false;
	*last = both;
	*before = text;
	return true;
}

/*
 * The lines of a letter up to one that is no command; returns what follows
 * the last of the commands.
 */
static struct str read_own(const struct command_reader *reader,
    struct str subject, struct str rest, struct command_script *out)
{
	struct str last = subject; /* the command line before */
	struct str after = rest;
	struct command_line command;
	struct str line;

	for (size_t i = 0; i < LINES_MAX && str_line(&rest, &line); i++) {
		command_line_read(reader, line, &command);
		if (is_end(&command) && out->n > 0)
			return str_c("");
		if (add(out, &command)) {
			last = line;
			after = rest;
		} else if (command_line_is_polite(reader, line)) {
			continue;
		} else if (join(reader, &last, line, out)) {
			after = rest;
		} else {
			break;
		}
	}
	return after;
}

/* "Jeanne", "Paul Garnier": capital letters, and nothing else. */
static bool is_name(const struct command_words *words)
{
	for (size_t i = 0; i < words->n; i++) {
		gunichar c = g_utf8_get_char(words->raw[i].p);
		if (!g_unichar_isupper(c) || words->mark[i] != '\0' ||
		    lexicon_find(&words->v[i], 1).word != WORD_OTHER)
			return false;
	}
	return words->n > 0 && words->n <= NAME_WORDS && !words->question;
}

/* Does a line say more than politeness and a name below it? */
static bool says_more(const struct command_reader *reader, struct str rest)
{
	struct command_words words;
	struct str line;
	bool named = false;

	while (!named && str_line(&rest, &line)) {
		command_words_read(reader->arena, line, &words);
		named = is_name(&words) ||
			(words.n > 0 && command_is_sender(reader, words.v[0]));
		if (!named && !command_line_is_polite(reader, line))
			return true;
	}
	return false;
}

/* Words that take back, choose or put conditions, whatever else is said. */
static bool takes_back(const struct command_reader *reader, struct str rest)
{
	struct command_words words;
	struct str line;

	while (str_line(&rest, &line)) {
		command_words_read(reader->arena, line, &words);
		for (size_t i = 0; i < words.n; i++)
			if (cursor_among(
				"ou or mais but sauf except plutot rather "
				"pardon oups oops sinon otherwise si if non no "
				"not pas ne annule annuler annulez cancel "
				"ignorez ignorer ignore oubliez oublier "
				"erreur mistake instead lieu finalement "
				"seulement only stop dont quand when avant "
				"before jusqu until",
				words.v[i]))
				return true;
	}
	return false;
}

/* What is said beside the commands, as wording.h reads it. */
static void judge(const struct command_reader *reader, const char *subject,
    struct str rest, struct command_script *out)
{
	/* A greeting first, so that a name below is that of a signature. */
	struct str text = str_sub(rest, 0, CLAUSE_TEXT_MAX);
	const char *own =
	    arena_printf(reader->arena, "Bonjour\n%.*s", STR_ARG(text));
	struct wording_input input = {
		.sender = reader->sender, .subject = subject, .own = own
	};
	struct wording wording;

	wording_read(reader->arena, reader->conf, &input, &wording);
	out->rest = !wording.thanks || says_more(reader, text) ||
		    says_more(reader, str_c(subject));
	out->stops = wording.unclear != NULL || wording.doubt != NULL ||
		     wording.no || wording.request_count > 0 ||
		     rest.n > CLAUSE_TEXT_MAX;
	out->stops = out->stops || takes_back(reader, text) ||
		     takes_back(reader, str_c(subject));
}

void command_script_read(const struct command_reader *reader,
    const struct wording_input *input, bool reply, struct command_script *out)
{
	bool silent = reply || wording_is_silent(reader->arena, input->subject);
	struct str subject = str_c(silent ? "" : input->subject);
	struct command_line title;
	struct str rest;

	*out = (struct command_script){ .n = 0 };
	command_line_read(reader, subject, &title);
	out->title = add(out, &title);
	rest = read_own(reader, subject, str_c(input->own), out);
	if (out->n > 0)
		judge(reader, out->title ? "" : subject.p, rest, out);
}
