/* Names of personal fields: conf_field_check() of conf_table.h. */
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "conf/conf_table.h"

enum { NAME_LENGTH = 32 };

/*
 * Words that templates, blocks of newsletters or the columns of an import
 * have for something else; what begins with one of the second row, too.
 */
static const char *const taken[] = { "address", "adresse", "agenda", "alt",
	"approve", "author", "block", "blocks", "body_html", "body_text",
	"borrowed", "button", "call", "caption", "choices", "colour", "columns",
	"commands", "content", "contents", "count", "courriel", "date", "day",
	"days", "deadline", "delivery", "email", "end", "event", "events",
	"false", "file", "foot", "group", "head", "heading", "html", "id",
	"image", "issue", "item", "items", "kind", "lang", "language", "langue",
	"label", "link", "link_text", "links", "list", "lists", "logo", "mail",
	"markdown", "mode", "month", "name", "newsletter", "nom", "notes",
	"organiser", "partner", "paused_until", "person", "place", "preheader",
	"publication", "publisher", "reception", "refuse", "registration",
	"rights", "rows", "show_title", "since", "site", "start", "status",
	"statut", "subject", "table", "tail", "template", "text", "themes",
	"title", "token", "topic", "topics", "true", "uid", "url", "variant",
	"width", "words_lang", "year", "zone", NULL };

static const char *const prefixes[] = { "default_", "is_", "has_", "show_",
	"unsubscribe", NULL };

static bool is_taken(struct str name)
{
	for (size_t i = 0; taken[i] != NULL; i++)
		if (str_is(name, taken[i]))
			return true;
	for (size_t i = 0; prefixes[i] != NULL; i++)
		if (str_starts(name, str_c(prefixes[i])))
			return true;
	return false;
}

static bool is_name(struct str name)
{
	if (name.n == 0 || name.n > NAME_LENGTH || name.p[0] < 'a' ||
	    name.p[0] > 'z')
		return false;
	for (size_t i = 0; i < name.n; i++) {
		const char c = name.p[i];
		if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') &&
		    c != '_')
			return false;
	}
	return true;
}

bool conf_field_check(const char *name, char why[CONF_WHY_SIZE])
{
	const char *reason = NULL;

	if (!is_name(str_c(name)))
		reason = _("is not the name of a field: use a lower-case "
			   "letter, then up to 31 of a-z, 0-9 and _");
	else if (is_taken(str_c(name)))
		reason = _("is a word of liaison's own; take another name");
	if (reason != NULL)
		snprintf(why, CONF_WHY_SIZE, "%s", reason);
	return reason == NULL;
}
