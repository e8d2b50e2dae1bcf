/* The example site as the fixture of a test program. */
#ifndef TEST_CORE_SITE_SETUP_H
#define TEST_CORE_SITE_SETUP_H

#include "decide_support.h"

static struct conf *conf;

static int setup(void **state)
{
	(void)state;
	conf = support_site();
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	conf_free(conf);
	return 0;
}

#endif
