#include "imap/folder.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"

enum { NAME_MAX_BYTES = 1000 };

/* A plain NO is tolerated: the server's silence has a default. */
static enum err_code tolerate(enum err_code rc)
{
	return rc == ERR_REFUSED ? ERR_OK : rc;
}

/* Some servers want every folder below "INBOX." and say so. */
static enum err_code ask_prefix(struct imap *imap, struct err *err)
{
	struct mailimap_namespace_data *data = NULL;
	const struct mailimap_namespace_info *info = NULL;
	enum err_code rc = ERR_OK;
	int r;

	if (imap_can(imap, "NAMESPACE")) {
		imap_begin(imap);
		r = mailimap_namespace(imap->session, &data);
		rc = tolerate(imap_end(imap, r, "name its folders", err));
	}
	if (data != NULL && data->ns_personal != NULL &&
	    !clist_isempty(data->ns_personal->ns_data_list))
		info =
		    clist_content(clist_begin(data->ns_personal->ns_data_list));
	imap->prefix = mem_strdup(
	    info != NULL && info->ns_prefix != NULL ? info->ns_prefix : "");
	if (data != NULL)
		mailimap_namespace_data_free(data);
	return rc;
}

static enum err_code ask_delimiter(struct imap *imap, struct err *err)
{
	clist *list = NULL;
	const struct mailimap_mailbox_list *first;
	enum err_code rc;
	int r;

	imap_begin(imap);
	r = mailimap_list(imap->session, "", "", &list);
	rc = tolerate(imap_end(imap, r, "name its folders", err));
	imap->delimiter = '/';
	if (r == MAILIMAP_NO_ERROR && list != NULL) {
		first = clist_isempty(list) ? NULL
					    : clist_content(clist_begin(list));
		if (first != NULL)
			imap->delimiter = first->mb_delimiter;
		mailimap_list_result_free(list);
	}
	return rc;
}

/* One character off the front of valid UTF-8. */
static uint32_t next_char(const char **s)
{
	const unsigned char *p = (const unsigned char *)*s;
	int more = *p >= 0xf0 ? 3 : *p >= 0xe0 ? 2 : *p >= 0xc0 ? 1 : 0;
	uint32_t c = more == 0 ? *p : *p & (0x3fU >> more);

	for (int i = 1; i <= more; i++)
		c = c << 6 | (p[i] & 0x3f);
	*s += more + 1;
	return c;
}

/* A run of UTF-16 on its way into base64 without padding, "," for "/". */
struct shift {
	struct buf *out;
	uint32_t bits;
	int count;
};

static void put_bits(struct shift *shift, uint32_t bits, int count)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				       "abcdefghijklmnopqrstuvwxyz0123456789+,";

	shift->bits = shift->bits << count | bits;
	shift->count += count;
	while (shift->count >= 6) {
		shift->count -= 6;
		(void)buf_putc(
		    shift->out, alphabet[(shift->bits >> shift->count) & 0x3f]);
	}
}

static void put_utf16(struct shift *shift, uint32_t c)
{
	if (c >= 0x10000) {
		put_bits(shift, 0xd800 | (c - 0x10000) >> 10, 16);
		c = 0xdc00 | ((c - 0x10000) & 0x3ff);
	}
	put_bits(shift, c, 16);
}

char *folder_encode(const char *utf8)
{
	struct buf out;
	uint32_t c;

	buf_init(&out, 4 * strlen(utf8) + 1);
	while (*utf8 != '\0') {
		if ((unsigned char)*utf8 < 0x80) {
			(void)buf_puts(
			    &out, *utf8 == '&' ? "&-" : (char[]){ *utf8, 0 });
			utf8++;
			continue;
		}
		struct shift shift = { .out = &out };

		(void)buf_putc(&out, '&');
		while ((unsigned char)*utf8 >= 0x80) {
			c = next_char(&utf8);
			put_utf16(&shift, c);
		}
		if (shift.count > 0)
			put_bits(&shift, 0, 6 - shift.count);
		(void)buf_putc(&out, '-');
	}
	return out.len > 0 ? buf_steal(&out) : mem_strdup("");
}

enum err_code folder_name(
    struct imap *imap, const char *folder, char **out, struct err *err)
{
	char delimiter[2] = { 0 };
	char *parent;
	bool prefixed;

	*out = NULL;
	if (imap->prefix == NULL && (ask_prefix(imap, err) != ERR_OK ||
					ask_delimiter(imap, err) != ERR_OK))
		return err->code;
	if (!utf8_valid(str_c(imap->parent)) || !utf8_valid(str_c(folder)) ||
	    strlen(imap->parent) + strlen(folder) > NAME_MAX_BYTES)
		return err_set(err, ERR_CONFIG,
		    "imap.folder must be a short name in UTF-8");
	/* Without hierarchy the name is one flat word. */
	delimiter[0] = imap->delimiter == '\0' ? '-' : imap->delimiter;
	parent = folder_encode(imap->parent);
	prefixed = str_starts(str_c(parent), str_c(imap->prefix));
	*out = mem_printf("%s%s%s%s", prefixed ? "" : imap->prefix, parent,
	    delimiter, folder);
	free(parent);
	return ERR_OK;
}

enum err_code folder_make(struct imap *imap, const char *name, struct err *err)
{
	enum err_code rc;

	imap_begin(imap);
	rc = imap_end(
	    imap, mailimap_create(imap->session, name), "make a folder", err);
	if (rc != ERR_OK)
		return tolerate(rc);
	/* Or people would not see it in their mail program. */
	imap_begin(imap);
	return tolerate(imap_end(imap, mailimap_subscribe(imap->session, name),
	    "show a folder", err));
}

enum err_code folder_ensure(
    struct imap *imap, const char *name, struct err *err)
{
	clist *list = NULL;
	bool there = false;
	enum err_code rc;
	int r;

	if (imap->ready != NULL && strcmp(imap->ready, name) == 0)
		return ERR_OK;
	imap_begin(imap);
	r = mailimap_list(imap->session, "", name, &list);
	rc = tolerate(imap_end(imap, r, "look for a folder", err));
	if (r == MAILIMAP_NO_ERROR && list != NULL) {
		there = !clist_isempty(list);
		mailimap_list_result_free(list);
	}
	if (rc == ERR_OK && !there)
		rc = folder_make(imap, name, err);
	if (rc == ERR_OK) {
		free(imap->ready);
		imap->ready = mem_strdup(name);
	}
	return rc;
}
