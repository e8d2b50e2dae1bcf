#include "tmpl/front.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/i18n.h"
#include "base/utf8.h"

enum { SENTENCE = 512 };

struct reader {
	struct arena *arena;
	const char *file;
	struct front_key *keys;
	size_t key_count;
	size_t line;
	struct err *err;
};

static enum err_code fail(const struct reader *r, const char *sentence)
{
	return err_set(
	    r->err, ERR_INPUT, "%s:%zu: %s", r->file, r->line, _(sentence));
}

/* "subject, language or preheader" */
static const char *known(const struct reader *r)
{
	struct buf list;
	const char *copy;

	buf_init(&list, SENTENCE);
	for (size_t i = 0; i < r->key_count; i++) {
		if (i > 0)
			(void)buf_puts(
			    &list, i + 1 == r->key_count ? _(" or ") : ", ");
		(void)buf_puts(&list, r->keys[i].name);
	}
	copy = arena_dup(r->arena, buf_get(&list));
	buf_clear(&list);
	return copy;
}

static enum err_code unknown(const struct reader *r, struct str key)
{
	return fail(r, arena_printf(r->arena,
			   _("the key \"%.*s\" is not known; it can be %s"),
			   STR_ARG(str_sub(key, 0, 64)), known(r)));
}

/* "Letter: spring" may be written in quotes, as YAML would have it. */
static struct str unquote(struct str value)
{
	if (value.n >= 2 && (value.p[0] == '"' || value.p[0] == '\'') &&
	    value.p[value.n - 1] == value.p[0])
		return str_sub(value, 1, value.n - 2);
	return value;
}

static bool has_control(struct str value)
{
	for (size_t i = 0; i < value.n; i++)
		if ((unsigned char)value.p[i] < 0x20 || value.p[i] == 0x7f)
			return true;
	return false;
}

static enum err_code take_line(const struct reader *r, struct str line)
{
	size_t colon = str_findc(line, ':');
	struct str name = str_trim(str_sub(line, 0, colon));
	struct str value;

	if (colon == SIZE_MAX || name.n == 0)
		return fail(r,
		    "this should be \"key: value\", or --- at the end of "
		    "the keys");
	value = unquote(str_trim(str_from(line, colon + 1)));
	for (size_t i = 0; i < r->key_count; i++) {
		struct front_key *key = &r->keys[i];
		if (!str_iis(name, key->name))
			continue;
		if (key->line != 0)
			return fail(
			    r, arena_printf(r->arena,
				   _("\"%s\" is set already in line %zu"),
				   key->name, key->line));
		if (value.n == 0)
			return fail(
			    r, arena_printf(r->arena, _("\"%s\" has no value"),
				   key->name));
		if (has_control(value))
			return fail(
			    r, arena_printf(r->arena,
				   _("\"%s\" holds a control character"),
				   key->name));
		key->value = arena_dup(r->arena, value);
		key->line = r->line;
		return ERR_OK;
	}
	return unknown(r, name);
}

static struct str trim_end(struct str line)
{
	while (line.n > 0 && str_is_space(line.p[line.n - 1]))
		line.n--;
	return line;
}

static enum err_code read_keys(struct reader *r, struct str *rest)
{
	enum err_code code = ERR_OK;
	struct str line;

	while (code == ERR_OK && str_line(rest, &line)) {
		r->line++;
		line = trim_end(line);
		if (str_is(line, "---"))
			return ERR_OK;
		if (line.n > 0 && line.p[0] != '#')
			code = take_line(r, line);
	}
	if (code == ERR_OK)
		code = fail(r, "the line --- that ends the keys is missing");
	return code;
}

static enum err_code check_text(struct reader *r, struct str text)
{
	struct str line;

	if (utf8_valid(text))
		return ERR_OK;
	for (r->line = 1; str_line(&text, &line) && utf8_valid(line);)
		r->line++;
	return fail(r, "this line is not UTF-8; save the file as UTF-8");
}

enum err_code front_read(struct arena *arena, const char *file, struct str text,
    struct front *front, struct err *err)
{
	struct reader r = { arena, file, front->keys, front->key_count, 1,
		err };
	enum err_code code = check_text(&r, text);
	struct str rest = text;
	struct str line;

	if (code != ERR_OK)
		return code;
	if (str_starts(rest, str_c("\xef\xbb\xbf")))
		rest = str_from(rest, 3);
	if (!str_line(&rest, &line) || !str_is(trim_end(line), "---"))
		return fail(&r, "the file should begin with a line ---, then "
				"\"subject: ...\" and another line ---");
	code = read_keys(&r, &rest);
	for (size_t i = 0; code == ERR_OK && i < front->key_count; i++)
		if (front->keys[i].required && front->keys[i].line == 0)
			code = fail(&r,
			    arena_printf(arena,
				_("the key \"%s\" is missing before this line"),
				front->keys[i].name));
	front->body = rest;
	front->body_line = r.line + 1;
	return code;
}
