-- A holding's own store. Ids TEXT, instants BIGINT microseconds, days TEXT yyyy-MM-dd, flags INTEGER, labels TEXT joined by a space.
-- Columns named sealed, wrapped or bytes are AES-256-GCM under the key-encryption key; columns named *_key are keyed HMACs, for look-up only.

CREATE TABLE holder_keys (
    name TEXT PRIMARY KEY,
    wrapped {BYTES} NOT NULL
);

CREATE TABLE children (
    child_ref TEXT PRIMARY KEY,
    introduced BIGINT,                      -- when the child entered the stream; none: no presence there at all
    closed INTEGER NOT NULL DEFAULT 0,      -- closed to reads: one of its events is parked
    recorded BIGINT NOT NULL
);

CREATE TABLE persons (
    person_key TEXT PRIMARY KEY,            -- of the ICS person id
    child_ref TEXT NOT NULL UNIQUE REFERENCES children (child_ref),
    sealed {BYTES} NOT NULL,
    content_key TEXT NOT NULL,
    recorded BIGINT NOT NULL
);

CREATE TABLE id_map (
    source TEXT NOT NULL,
    type TEXT NOT NULL,
    source_key TEXT NOT NULL,
    id TEXT NOT NULL UNIQUE,
    PRIMARY KEY (source, type, source_key)
);

CREATE TABLE resources (
    id TEXT PRIMARY KEY,
    type TEXT NOT NULL,
    child_ref TEXT NOT NULL REFERENCES children (child_ref),
    part_of TEXT,                           -- the DocumentReference a Binary belongs to
    source TEXT NOT NULL,
    source_key TEXT NOT NULL,
    kind TEXT,
    day TEXT,
    labels TEXT NOT NULL,
    version INTEGER NOT NULL,
    withdrawn TEXT,                         -- the reason code; none while it can be read
    content_key TEXT NOT NULL,
    recorded BIGINT NOT NULL
);

CREATE INDEX resources_by_child ON resources (child_ref, type);
CREATE INDEX resources_by_document ON resources (part_of);

CREATE TABLE renditions (
    resource_id TEXT NOT NULL REFERENCES resources (id),
    variant TEXT NOT NULL,
    page INTEGER NOT NULL,                  -- 0 for the whole
    version INTEGER NOT NULL,
    content_type TEXT NOT NULL,
    size BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    chunks TEXT NOT NULL,                   -- SHA-256 of each chunk, joined by a space
    wrapped {BYTES} NOT NULL,
    bytes {BYTES},                          -- sealed here, or
    file TEXT,                              -- sealed in this file of the vault
    PRIMARY KEY (resource_id, variant, page)
);

CREATE INDEX renditions_by_file ON renditions (file);

CREATE TABLE facts (
    resource_id TEXT NOT NULL,
    ordinal INTEGER NOT NULL,
    child_ref TEXT NOT NULL REFERENCES children (child_ref),
    type TEXT NOT NULL,
    data TEXT NOT NULL,
    recorded BIGINT NOT NULL,
    PRIMARY KEY (resource_id, ordinal)
);

CREATE INDEX facts_by_child ON facts (child_ref, recorded);

-- Every state an allocation has been in: effective days (from_day, to_day, ended_at) and when each was known (recorded, superseded). EDGE-14.
CREATE TABLE allocations (
    allocation_id TEXT NOT NULL,
    revision INTEGER NOT NULL,
    child_ref TEXT NOT NULL REFERENCES children (child_ref),
    iro_issuer TEXT NOT NULL,
    iro_subject TEXT NOT NULL,
    employer TEXT NOT NULL,
    agreement TEXT NOT NULL,
    basis TEXT NOT NULL,
    permissions TEXT NOT NULL,
    state TEXT NOT NULL,
    from_day TEXT NOT NULL,
    to_day TEXT,
    ended_at BIGINT,
    reason TEXT,
    acted_by TEXT NOT NULL,
    was_granted INTEGER NOT NULL DEFAULT 0,
    recorded BIGINT NOT NULL,
    superseded BIGINT,
    PRIMARY KEY (allocation_id, revision)
);

CREATE UNIQUE INDEX allocations_now ON allocations (allocation_id) WHERE superseded IS NULL;
CREATE INDEX allocations_by_child ON allocations (child_ref) WHERE superseded IS NULL;

CREATE TABLE denies (
    child_ref TEXT NOT NULL REFERENCES children (child_ref),
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    reason TEXT NOT NULL,
    recorded BIGINT NOT NULL,
    PRIMARY KEY (child_ref, issuer, subject)
);

CREATE TABLE staff_blocks (
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    disabled INTEGER NOT NULL,
    untrained INTEGER NOT NULL,
    recorded BIGINT NOT NULL,
    PRIMARY KEY (issuer, subject)
);

CREATE TABLE used_assertions (
    jti TEXT PRIMARY KEY,
    expires BIGINT NOT NULL
);

CREATE INDEX used_assertions_by_expiry ON used_assertions (expires);
