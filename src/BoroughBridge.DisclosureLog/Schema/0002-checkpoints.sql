-- What the log has said of itself. A checkpoint is never changed; the key the log first signed with is the key it has.
CREATE TABLE log_checkpoints (
    size BIGINT PRIMARY KEY,
    root {BYTES} NOT NULL,
    note TEXT NOT NULL,
    signed_at BIGINT NOT NULL
);

CREATE TABLE log_identity (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    origin TEXT NOT NULL,
    public_key {BYTES} NOT NULL
);

-- Full tiles of C2SP tlog-tiles: 256 hashes, and the hash of the subtree they make, which stands in the tile above.
CREATE TABLE log_tiles (
    level INTEGER NOT NULL,
    idx BIGINT NOT NULL,
    hashes {BYTES} NOT NULL,
    root {BYTES} NOT NULL,
    PRIMARY KEY (level, idx)
);

-- How far the tiles have been made, and the edge of the tree there.
CREATE TABLE log_tiled (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    size BIGINT NOT NULL,
    frontier {BYTES}
);

INSERT INTO log_tiled (id, size, frontier) VALUES (1, 0, NULL);
