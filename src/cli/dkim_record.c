#include "cli/dkim_record.h"

#include <stdio.h>

#include "base/i18n.h"
#include "base/str.h"

enum { RECORD_MAX = 64 * 1024, STRING_MAX = 255 };

struct dkim_record dkim_record_make(struct arena *arena, const char *domain,
    const char *selector, const char *file, const struct dkim_key *key)
{
	struct buf value;
	struct dkim_record out = {
		.type = key->type,
		.bits = key->bits,
		.selector = arena_strdup(arena, selector),
		.file = arena_strdup(arena, file),
		.name =
		    arena_printf(arena, "%s._domainkey.%s", selector, domain),
	};

	buf_init(&value, RECORD_MAX);
	dkim_key_record(key, &value);
	out.value = arena_dup(arena, buf_get(&value));
	buf_clear(&value);
	return out;
}

/* RFC 1035 section 3.3: a character-string has 255 bytes at most. */
static void print_strings(struct str value)
{
	while (value.n > 0) {
		struct str part = str_sub(value, 0, STRING_MAX);
		printf("\n\t\"%.*s\"", STR_ARG(part));
		value = str_from(value, part.n);
	}
}

void dkim_record_print(const struct dkim_record *record)
{
	printf(_("name:  %s\n"), record->name);
	printf(_("value: %s\n"), record->value);
	printf(_("in a zone file:\n"));
	printf("%s. IN TXT (", record->name);
	print_strings(str_c(record->value));
	printf(" )\n");
}

json_t *dkim_record_json(const struct dkim_record *record)
{
	return json_pack("{s:s, s:i, s:s, s:s, s:s, s:s}", "type",
	    dkim_type_name(record->type), "bits", (int)record->bits, "selector",
	    record->selector, "file", record->file, "name", record->name,
	    "value", record->value);
}
