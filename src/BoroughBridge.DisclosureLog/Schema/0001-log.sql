-- One log: entries numbered from 0 without a gap, and the head that says how many there are and what tree they make.
CREATE TABLE log_entries (
    idx BIGINT PRIMARY KEY,
    entry_id TEXT NOT NULL UNIQUE,
    recorded_at BIGINT NOT NULL,
    clock_back INTEGER NOT NULL,
    kind TEXT NOT NULL,
    transaction_id TEXT,
    child_ref TEXT,
    agent TEXT,
    purpose TEXT,
    outcome TEXT NOT NULL,
    leaf {BYTES} NOT NULL,
    leaf_hash {BYTES} NOT NULL,
    manifest {BYTES}
);

CREATE INDEX log_entries_child ON log_entries (child_ref, idx);
CREATE INDEX log_entries_agent ON log_entries (agent, idx);
CREATE INDEX log_entries_kind ON log_entries (kind, idx);
CREATE INDEX log_entries_transaction ON log_entries (transaction_id);
CREATE INDEX log_entries_recorded ON log_entries (recorded_at);

-- frontier: the hashes of the perfect subtrees, largest first (RFC 6962 2.1); NULL while there is none.
CREATE TABLE log_head (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    size BIGINT NOT NULL,
    frontier {BYTES},
    last_leaf_hash {BYTES},
    last_recorded BIGINT NOT NULL
);

INSERT INTO log_head (id, size, frontier, last_leaf_hash, last_recorded) VALUES (1, 0, NULL, NULL, 0);
