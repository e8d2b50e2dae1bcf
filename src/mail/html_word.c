#include "mail/html_word.h"

#include <string.h>

#include "base/utf8.h"

enum { FIELD_MAX = 100 };

static bool at_line_start(const struct buf *text)
{
	struct str out = buf_get(text);

	for (size_t i = out.n; i > 0; i--) {
		char c = out.p[i - 1];
		if (c == '\n')
			return true;
		if (c != ' ' && c != '>')
			return false;
	}
	return true;
}

/* "1." and "1)" begin lists, "#" headings, "-" and "+" lists, "=" too. */
static size_t begins_block(struct str word)
{
	size_t n = 0;

	if (word.p[0] == '#' || word.p[0] == '-' || word.p[0] == '+' ||
	    word.p[0] == '=' || word.p[0] == '~' ||
	    str_starts(word, str_c(":::")))
		return 1;
	while (n < word.n && word.p[n] >= '0' && word.p[n] <= '9')
		n++;
	return n > 0 && n < word.n && (word.p[n] == '.' || word.p[n] == ')')
		   ? n + 1
		   : 0;
}

/* The end of a {{field}} that begins here; 0 = none does. */
static size_t field_length(struct str text)
{
	size_t end;

	if (!str_starts(text, str_c("{{")))
		return 0;
	end = str_find(str_sub(text, 0, FIELD_MAX), str_c("}}"));
	return end == SIZE_MAX ? 0 : end + 2;
}

void html_word_put(struct buf *out, struct str word, bool cell)
{
	size_t escape = at_line_start(out) ? begins_block(word) : 0;

	for (size_t i = 0; i < word.n; i++) {
		size_t field = field_length(str_from(word, i));
		if (field > 0) {
			(void)buf_str(out, str_sub(word, i, field));
			i += field - 1;
			continue;
		}
		if (strchr("\\`*_[]<>&", word.p[i]) != NULL ||
		    (escape > 0 && i + 1 == escape) ||
		    (cell && word.p[i] == '|'))
			(void)buf_putc(out, '\\');
		(void)buf_putc(out, word.p[i]);
	}
}

size_t html_word_length(struct str text)
{
	size_t n = 0;

	while (n < text.n && !str_is_space(text.p[n])) {
		size_t field = field_length(str_from(text, n));
		n += field > 0 ? field : 1;
	}
	return n;
}

bool html_word_blank(const char *text)
{
	while (str_is_space(*text) || strncmp(text, "\xc2\xa0", 2) == 0)
		text += *text == '\xc2' ? 2 : 1;
	return *text == '\0';
}

/* Without what ends a target, or begins something in it? */
static bool is_plain(const char *name)
{
	return strpbrk(name, "()<>\\&%\"'") == NULL;
}

static void put_target(struct buf *out, const char *name)
{
	if (is_plain(name)) {
		for (const char *p = name; *p != '\0'; p++)
			(void)(*p == ' ' ? buf_puts(out, "%20")
					 : buf_putc(out, *p));
		return;
	}
	(void)buf_putc(out, '<');
	for (const char *p = name; *p != '\0'; p++) {
		if (strchr("\\<>&", *p) != NULL)
			(void)buf_putc(out, '\\');
		(void)buf_putc(out, *p);
	}
	(void)buf_putc(out, '>');
}

void html_word_image(
    struct buf *out, const char *alt, const char *name, bool cell)
{
	(void)buf_puts(out, "![");
	html_word_put(out, str_c(alt), cell);
	(void)buf_puts(out, "](");
	put_target(out, name);
	(void)buf_putc(out, ')');
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (unsigned char)c > 0x7f;
}

/* Cameras, telephones and mail programs call images so; or it is a number. */
static bool says_nothing(struct str word)
{
	static const char *const words[] = { "img", "image", "images", "photo",
		"pic", "picture", "dsc", "dscn", "dscf", "pxl", "mvi", "imag",
		"screenshot", "screen", "shot", "capture", "ecran", "scan",
		"pasted", "graphic", "unnamed", "whatsapp", "signal", "file",
		"outlook", "untitled", "inline", "part", "attachment", "cid",
		"fullsizerender", "resized", "copie", "copy", "jpeg", "jpg",
		"png", "gif", "sans", "titre", "sent", "from" };
	size_t hex = 0;

	while (hex < word.n && word.p[hex] >= 'a' && word.p[hex] <= 'f')
		hex++;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (str_is(word, words[i]))
			return true;
	return word.n < 3 || hex == word.n;
}

static bool describes(struct arena *arena, struct str name)
{
	struct str rest = str_c(utf8_fold(arena, name));

	while (rest.n > 0) {
		size_t n = 0;
		while (n < rest.n && is_letter(rest.p[n]))
			n++;
		if (n > 0 && !says_nothing(str_sub(rest, 0, n)))
			return true;
		rest = str_from(rest, n > 0 ? n : 1);
	}
	return false;
}

static struct str without_end(struct str name)
{
	size_t dot = name.n;

	while (dot > 0 && name.p[dot - 1] != '.')
		dot--;
	return dot > 1 ? str_sub(name, 0, dot - 1) : name;
}

const char *html_word_alt(
    struct arena *arena, const char *alt, const char *name)
{
	struct str stem = without_end(str_c(name));
	struct str given = str_trim(str_c(alt));
	bool is_name = str_ieq(given, str_c(name)) || str_ieq(given, stem) ||
		       str_ieq(without_end(given), stem);
	bool told = given.n > 0 && !is_name;
	char *text;

	if (!told && !describes(arena, stem))
		return "";
	text = arena_dup(arena, told ? given : stem);
	for (char *p = text; *p != '\0'; p++)
		if (str_is_space(*p) || (!told && (*p == '_' || *p == '-')))
			*p = ' ';
	return text;
}
