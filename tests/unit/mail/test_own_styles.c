/*
 * Whatever is quoted, in whatever client: what is left are the words that the
 * person wrote, all of them and no others.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "mail/html_text.h"
#include "mail/own.h"

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

struct style {
	const char *name;
	const char *form;
};

static const struct style plain[] = {
#include "own_styles.h"
};

static const struct style pages[] = {
#include "own_pages.h"
};

static const char *const words[] = {
	"ok",
	"Désabonnez-moi s'il vous plaît.\n\nMerci",
	"Non, je ne veux pas partir.\nÀ bientôt,\nJean Dupont",
	"Yes, please take me off - the list is fine, but\nI have no time.",
	"Marie m'a écrit :\nc'est bien ici\n\nDe Rennes à Paris",
};

static const char *const quoted[] = {
	"STOP",
	"Bonjour,\n\nVoulez-vous nous quitter ?\nRépondez oui.\n\nLa liste",
	"unsubscribe\n\nLe 3 mars 2026 à 10:00, C D <c@d.example> a écrit :\n\n"
	"> help\n> oui\n\nnon",
	"Je confirme\n-- \nC D\n\nFrom: C D <c@d.example>\nSent: Monday\n"
	"To: Ann\nSubject: x\n\nSTOP",
};

/* Each line with a mark in front, or as a division of a page. */
static void put_lines(
    struct buf *out, const char *text, const char *before, const char *after)
{
	struct str rest = str_c(text);
	struct str line;

	while (str_split(&rest, '\n', &line)) {
		(void)buf_puts(out, before);
		for (size_t i = 0; i < line.n; i++)
			if (after[0] == '<' && line.p[i] == '<')
				(void)buf_puts(out, "&lt;");
			else if (after[0] == '<' && line.p[i] == '>')
				(void)buf_puts(out, "&gt;");
			else
				(void)buf_putc(out, line.p[i]);
		if (after[0] == '<' && line.n == 0)
			(void)buf_puts(out, "<br>");
		(void)buf_puts(out, after);
	}
}

static char *fill(struct arena *arena, const char *form, const char *own,
    const char *quote, bool page)
{
	const char *end = page ? "</div>" : "\n";
	const char *start = page ? "<div>" : "";
	struct buf out;
	char *text;

	buf_init(&out, 100000);
	for (const char *p = form; *p != '\0'; p++) {
		if (*p == '@' && (p == form || strchr(">\n", p[-1]) != NULL)) {
			put_lines(&out, own, start, end);
		} else if (strncmp(p, "{>}", 3) == 0) {
			put_lines(&out, quote, "> ", "\n");
			p += 2;
		} else if (strncmp(p, "{.}", 3) == 0) {
			put_lines(&out, "STOP\nunsubscribe", start, end);
			p += 2;
		} else if (strncmp(p, "{}", 2) == 0) {
			put_lines(&out, quote, start, end);
			p++;
		} else {
			(void)buf_putc(&out, *p);
		}
	}
	text = arena_dup(arena, buf_get(&out));
	buf_clear(&out);
	return text;
}

/* What counts are the lines: empty ones between them may come and go. */
static char *squeeze(struct arena *arena, const char *text)
{
	char *out = arena_strdup(arena, text);
	char *to = out;

	for (const char *p = text; *p != '\0'; p++)
		if (*p != '\n' || (to > out && to[-1] != '\n'))
			*to++ = *p;
	*to = '\0';
	return out;
}

/* Number of ways to fill the form that give other words. */
static size_t try_style(const struct style *style, bool page)
{
	size_t bad = 0;

	for (size_t i = 0; i < COUNT(words) * COUNT(quoted); i++) {
		struct arena arena = { 0 };
		const char *own = words[i % COUNT(words)];
		char *text = fill(
		    &arena, style->form, own, quoted[i / COUNT(words)], page);
		char *got;
		if (page)
			text = html_text(&arena, str_c(text), 100000);
		got = own_words(&arena, text);
		if (strcmp(squeeze(&arena, got), squeeze(&arena, own)) != 0 &&
		    bad++ == 0)
			print_message("%s: \"%s\" instead of \"%s\"\n%s\n",
			    style->name, got, own, text);
		arena_free(&arena);
	}
	return bad;
}

static void test_plain(void **state)
{
	size_t bad = 0;

	(void)state;
	for (size_t i = 0; i < COUNT(plain); i++)
		bad += try_style(&plain[i], false) > 0;
	assert_int_equal(bad, 0);
}

static void test_pages(void **state)
{
	size_t bad = 0;

	(void)state;
	for (size_t i = 0; i < COUNT(pages); i++)
		bad += try_style(&pages[i], true) > 0;
	assert_int_equal(bad, 0);
}

/* Is it a line of the text?  Blanks at its end may be gone. */
static bool holds_line(const char *text, struct str line)
{
	struct str rest = str_c(text);
	struct str other;

	while (str_split(&rest, '\n', &other)) {
		while (other.n > 0 && str_is_space(other.p[other.n - 1]))
			other.n--;
		if (str_eq(str_trim(other), str_trim(line)))
			return true;
	}
	return false;
}

static void test_subset(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(plain) * COUNT(quoted); i++) {
		struct arena arena = { 0 };
		char *text = fill(&arena, plain[i % COUNT(plain)].form,
		    words[i % COUNT(words)], quoted[i / COUNT(plain)], false);
		struct str rest = str_c(own_words(&arena, text));
		struct str line;
		while (str_split(&rest, '\n', &line))
			assert_true(line.n == 0 || holds_line(text, line));
		arena_free(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plain),
		cmocka_unit_test(test_pages),
		cmocka_unit_test(test_subset),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
