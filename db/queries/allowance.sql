-- Limits, occasions and alarms: src/store/allowance.c.

-- name: allowance_count
-- How many in the window.
SELECT count(*) FROM allowance WHERE key = :key AND at > :since;

-- name: allowance_add
-- One more.
INSERT INTO allowance (key, at) VALUES (:key, :now);

-- name: allowance_remove
-- It should not have counted.
DELETE FROM allowance WHERE rowid = (SELECT rowid FROM allowance
	WHERE key = :key AND at = :at LIMIT 1);

-- name: allowance_purge
-- What no window sees any more.
DELETE FROM allowance WHERE at <= :until;

-- name: occasion_add
-- This period is taken care of; no row changes if it was already.
INSERT INTO occasion (list, kind, period, until, mailing, at)
VALUES (:list, :kind, :period, :until, :mailing, :now)
ON CONFLICT (list, kind, period) DO NOTHING;

-- name: occasion_last
-- Where the next one of this kind begins.
SELECT max(until) FROM occasion WHERE list = :list AND kind = :kind;

-- name: occasion_has
-- Was this period taken care of?
SELECT count(*) FROM occasion
WHERE list = :list AND kind = :kind AND period = :period;

-- name: alarm_raise
-- Told once: no row changes while it stands.
INSERT INTO alarm (key, text, raised) VALUES (:key, :text, :now)
ON CONFLICT (key) DO NOTHING;

-- name: alarm_clear
-- Over; the next one is told again.
DELETE FROM alarm WHERE key = :key;

-- name: alarm_expire
-- Old ones of a kind that nothing ends.
DELETE FROM alarm WHERE raised < :until
	AND substr(key, 1, length(:prefix)) = :prefix;

-- name: alarm_list
-- All that stand.
SELECT key, text FROM alarm ORDER BY key;
