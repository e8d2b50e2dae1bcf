/* The config file: no text makes it crash, leak or accept a bad name. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "conf/conf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void look(void *data, const struct conf_setting *setting)
{
	size_t *total = data;

	*total += strlen(setting->key) +
		  (setting->value == NULL ? 0 : strlen(setting->value));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = mem_strndup((const char *)data, size);
	struct conf *conf = NULL;
	struct err err = { 0 };
	size_t total = 0;

	if (conf_parse(text, "fuzz", &conf, &err) == ERR_OK) {
		conf_walk(conf, look, &total);
		for (size_t i = 0; i < conf->list_count; i++) {
			const char *name = conf->lists[i].name;
			if (name[0] == '\0' || strpbrk(name, "/.@ \n") != NULL)
				abort();
			if (conf_list(conf, name) != &conf->lists[i])
				abort();
		}
		conf_free(conf);
	} else if (err.code != ERR_CONFIG || err.text[0] == '\0') {
		abort();
	}
	free(text);
	return 0;
}
