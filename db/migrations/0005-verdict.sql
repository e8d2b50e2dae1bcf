-- What replies meant, what was slowed down because of them, fair shares.
ALTER TABLE delivery ADD COLUMN since INTEGER;
ALTER TABLE delivery ADD COLUMN verdict TEXT NOT NULL DEFAULT '';
ALTER TABLE mailing ADD COLUMN served INTEGER NOT NULL DEFAULT 0;
ALTER TABLE mailing ADD COLUMN reported INTEGER;
CREATE TABLE brake (
	relay TEXT NOT NULL,
	domain TEXT NOT NULL,
	until INTEGER NOT NULL,
	gap INTEGER NOT NULL,
	strikes INTEGER NOT NULL,
	quota INTEGER NOT NULL,
	PRIMARY KEY (relay, domain)
) STRICT, WITHOUT ROWID;

