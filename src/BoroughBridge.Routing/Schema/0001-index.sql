-- What routing knows of a child: random ids, codes, days, labels and versions. Never a name, an address, a title, a file name or a source key.
CREATE TABLE idx_children (
    child_ref TEXT PRIMARY KEY,
    holder TEXT NOT NULL,
    version INTEGER NOT NULL DEFAULT 0,
    labels TEXT NOT NULL DEFAULT '',
    changed BIGINT NOT NULL,
    closed INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX idx_children_holder ON idx_children (holder);

CREATE TABLE idx_periods (
    period_id TEXT PRIMARY KEY,
    child_ref TEXT NOT NULL,
    holder TEXT NOT NULL,
    from_day TEXT,
    to_day TEXT,
    legal_status TEXT,
    end_reason TEXT
);
CREATE INDEX idx_periods_child ON idx_periods (child_ref);

CREATE TABLE idx_things (
    id TEXT PRIMARY KEY,
    holder TEXT NOT NULL,
    child_ref TEXT NOT NULL,
    type TEXT NOT NULL,
    kind TEXT NOT NULL,
    day TEXT,
    medium TEXT NOT NULL,
    status TEXT,
    labels TEXT NOT NULL,
    version INTEGER NOT NULL,
    pages INTEGER,
    binary_id TEXT,
    withdrawn INTEGER NOT NULL DEFAULT 0,
    changed BIGINT NOT NULL
);
CREATE INDEX idx_things_child ON idx_things (child_ref);
CREATE INDEX idx_things_binary ON idx_things (binary_id);

CREATE TABLE idx_reviews (
    review_id TEXT PRIMARY KEY,
    child_ref TEXT NOT NULL,
    holder TEXT NOT NULL,
    day TEXT NOT NULL,
    number INTEGER,
    participation TEXT
);
CREATE INDEX idx_reviews_child ON idx_reviews (child_ref);
