/*
 * Subjects and words of machines that set no field at all: tables of what
 * products write.  Words prove less than fields do, since people speak of
 * absence, too.
 */
#ifndef MAIL_ROBOT_WORDS_H
#define MAIL_ROBOT_WORDS_H

#include "mail/robot.h"

/*
 * ROBOT_REPLY when the Subject is one that only programs write; ROBOT_MAYBE
 * when it looks so, or reads "Away Re: ...", or is that of a delivery report
 * or a ticket.  `folded` is the Subject after utf8_fold().
 */
enum robot robot_subject(struct str folded, const char **why);

/* Begins like a delivery report of a mail server. */
bool robot_bounce_subject(struct str folded);

#endif
