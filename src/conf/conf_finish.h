/*
 * What follows from several settings together: defaults taken from others,
 * and what contradicts itself.
 */
#ifndef CONF_FINISH_H
#define CONF_FINISH_H

#include "conf/conf.h"
#include "conf/conf_file.h"

/* The n-th list, after those before it and the site. */
void conf_finish_list(
    struct conf_reader *reader, struct conf *conf, size_t n, cfg_t *cfg);

/* The n-th section dkim, after those before it. */
void conf_finish_dkim(
    struct conf_reader *reader, struct conf *conf, size_t n, cfg_t *cfg);

/* The site and its accounts. */
void conf_finish_site(
    struct conf_reader *reader, struct conf *conf, cfg_t *root);

#endif
