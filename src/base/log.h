/*
 * One line per event on standard error: "event key=value key=value".
 * The same keys everywhere: list, msg, mailing, delivery, sub, status, delay.
 * Control characters are escaped, so that no mail can forge a line; addresses
 * appear at LOG_DEBUG only.  A line over 4 kB ends in "...".
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

enum log_level { LOG_ERROR, LOG_WARN, LOG_INFO, LOG_DEBUG };

/* What is shown; LOG_WARN at the start. */
void log_set_level(enum log_level level);

/* `event` is a word such as "delivery"; fmt makes the key=value part. */
void log_event(enum log_level level, const char *event, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

#endif
