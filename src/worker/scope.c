#include "worker/scope.h"

#include <stdlib.h>

#include "base/mem.h"

void scope_make(const struct conf *conf, const struct conf_smtp *relay,
    struct mailing_scope *out)
{
	bool named = relay != &conf->smtp;
	char *lists = mem_strdup(" ");

	for (size_t i = 0; i < conf->list_count; i++) {
		const struct conf_list *list = &conf->lists[i];
		char *longer;
		if ((conf_relay_of(conf, list) == relay) != named)
			continue;
		longer = mem_printf("%s%s ", lists, list->name);
		free(lists);
		lists = longer;
	}
	*out = (struct mailing_scope){
		.relay = relay->name,
		.lists = lists,
		.named = named,
	};
}

void scope_clear(struct mailing_scope *scope)
{
	free(scope->lists);
	*scope = (struct mailing_scope){ 0 };
}
