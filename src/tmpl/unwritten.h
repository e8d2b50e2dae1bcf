/*
 * What an editor has still to write: [[what belongs here]].  Such marks stand
 * in the files that newsletters begin with (templates/site/new).
 */
#ifndef TMPL_UNWRITTEN_H
#define TMPL_UNWRITTEN_H

#include "base/str.h"

/*
 * The first mark in a text, its brackets included, over several lines if it
 * must; n == 0: there is none.  A letter or figure in front makes it something
 * else, such as a[[i]], and so do a bracket or an empty line in it.
 */
struct str unwritten_find(struct str text);

#endif
