-- What the electronic adapter remembers of its ICS. Keys are the ICS's own case and row numbers, kept here and nowhere else; no content.

CREATE TABLE electronic_state (
    name TEXT PRIMARY KEY,                  -- cursor, full-scan-at, suspended
    value TEXT NOT NULL
);

CREATE TABLE electronic_persons (
    person_id TEXT PRIMARY KEY,             -- as first seen, whatever the ICS calls the person now
    present INTEGER NOT NULL,               -- 0: suspected delete, kept as it was
    tries INTEGER NOT NULL DEFAULT 0,
    due BIGINT,                             -- to be read again then, whatever the cursor says; none: not
    recorded BIGINT NOT NULL
);

CREATE TABLE electronic_rows (
    id TEXT PRIMARY KEY,                    -- the resource's id
    row_id TEXT NOT NULL,                   -- the id of the row's first resource: one row may make several
    person_id TEXT NOT NULL,
    part TEXT NOT NULL,
    content_key TEXT NOT NULL,              -- keyed HMAC of the row as last taken
    present INTEGER NOT NULL,               -- 0: suspected delete, kept as it was
    recorded BIGINT NOT NULL
);

CREATE INDEX electronic_rows_by_person ON electronic_rows (person_id, part);

CREATE TABLE electronic_quarantine (
    part TEXT NOT NULL,
    source_key TEXT NOT NULL,
    person_id TEXT NOT NULL,
    field TEXT NOT NULL,
    code TEXT NOT NULL,
    first_seen BIGINT NOT NULL,
    last_seen BIGINT NOT NULL,
    times INTEGER NOT NULL,
    PRIMARY KEY (part, source_key)
);

CREATE INDEX electronic_quarantine_by_person ON electronic_quarantine (person_id, part);

CREATE TABLE electronic_aliases (
    entity TEXT NOT NULL,
    new_id TEXT NOT NULL,
    first_id TEXT NOT NULL,
    PRIMARY KEY (entity, new_id)
);
