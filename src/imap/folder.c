#include "imap/folder.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"
#include "imap/utf7.h"

enum { NAME_MAX_BYTES = 1000 };

/* A plain NO is tolerated: the server's silence has a default. */
static enum err_code tolerate(enum err_code rc)
{
	return rc == ERR_REFUSED ? ERR_OK : rc;
}

static const struct mailimap_namespace_data *told_namespaces(
    const struct imap *imap)
{
	clist *list = imap->session->imap_response_info->rsp_extension_list;

	for (clistiter *it = list == NULL ? NULL : clist_begin(list);
	     it != NULL; it = clist_next(it)) {
		const struct mailimap_extension_data *data = clist_content(it);

		if (data->ext_extension == &mailimap_extension_namespace)
			return data->ext_data;
	}
	return NULL;
}

/* Some servers want every folder below "INBOX." and say so. */
static enum err_code ask_prefix(struct imap *imap, struct err *err)
{
	const struct mailimap_namespace_data *data = NULL;
	const struct mailimap_namespace_info *info = NULL;
	enum err_code rc = ERR_OK;

	if (imap_can(imap, "NAMESPACE")) {
		imap_begin(imap);
		rc = imap_end(imap, imap_send(imap, "NAMESPACE\r\n"),
		    "name its folders", err);
		data = rc == ERR_OK ? told_namespaces(imap) : NULL;
	}
	if (data != NULL && data->ns_personal != NULL &&
	    !clist_isempty(data->ns_personal->ns_data_list))
		info =
		    clist_content(clist_begin(data->ns_personal->ns_data_list));
	imap->prefix = mem_strdup(
	    info != NULL && info->ns_prefix != NULL ? info->ns_prefix : "");
	return tolerate(rc);
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
	if (list == NULL)
		return rc;
	/* It is there, and ours, after a NO as well. */
	first = clist_isempty(list) ? NULL : clist_content(clist_begin(list));
	if (r == MAILIMAP_NO_ERROR && first != NULL)
		imap->delimiter = first->mb_delimiter;
	mailimap_list_result_free(list);
	return rc;
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
	parent = utf7_encode(imap->parent);
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
	if (list != NULL) {
		there = r == MAILIMAP_NO_ERROR && !clist_isempty(list);
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
