#include "base/asset.h"

#include <stdlib.h>
#include <string.h>

static int by_path(const void *key, const void *row)
{
	return strcmp(key, ((const struct asset *)row)->path);
}

const struct asset *asset_find(const char *path)
{
	return bsearch(
	    path, asset_table, asset_count, sizeof(*asset_table), by_path);
}

struct str asset_text(const struct asset *asset)
{
	return str_n((const char *)asset->bytes, asset->length);
}

const char *asset_version(void)
{
	return LIAISON_VERSION;
}
