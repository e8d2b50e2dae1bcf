/* A site whose list "lettre" has two editors and one reader. */
#ifndef TEST_CORE_EDITORS_SUPPORT_H
#define TEST_CORE_EDITORS_SUPPORT_H

#include "op_support.h"

#include "core/op_subscription.h"

static char anne[] = "anne@example.org";
static char paul[] = "paul@example.org";
static char *editors[] = { anne, paul };
static struct conf_strings others; /* whom the example names */

static inline struct conf_list *lettre(struct op_site *site)
{
	struct conf_list *list = site->conf->lists;

	while (strcmp(list->name, "lettre") != 0)
		list++;
	return list;
}

static inline void open_site(struct op_site *site, enum conf_approval approval)
{
	const struct op_proof proof = { .how = "cli", .source = "paper" };
	struct subscription sub = { .address = "r@example.net",
		.name = "",
		.topics = "",
		.delivery = SUB_EACH };
	struct conf_list *list;

	op_site_open(site);
	list = lettre(site);
	others = list->editors;
	list->editors = (struct conf_strings){ editors, 2 };
	list->approval = approval;
	op_must(site, db_begin(site->ctx.db, &site->err));
	op_must(site, op_subscribe(&site->ctx, &site->arena, list, &sub, &proof,
			  &site->err));
	op_must(site, db_commit(site->ctx.db, &site->err));
}

static inline void close_site(struct op_site *site)
{
	lettre(site)->editors = others;
	op_site_close(site);
}

#endif
