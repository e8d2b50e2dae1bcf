-- Who is written to more slowly for now: src/store/brake.c.

-- name: brake_each
-- All of a relay.
SELECT domain, until, gap, strikes, quota FROM brake WHERE relay = :relay
ORDER BY domain;

-- name: brake_put
-- One of them, new or changed.
INSERT INTO brake (relay, domain, until, gap, strikes, quota)
VALUES (:relay, :domain, :until, :gap, :strikes, :quota)
ON CONFLICT (relay, domain) DO UPDATE SET until = excluded.until,
	gap = excluded.gap, strikes = excluded.strikes,
	quota = excluded.quota;

-- name: brake_forget
-- It is over.
DELETE FROM brake WHERE relay = :relay AND domain = :domain;

-- name: brake_purge
-- Those that nobody has met for long; an alarm stands for a used up allowance,
-- and the mail that ends the one ends the other.
DELETE FROM brake WHERE until < :until AND quota = 0;
