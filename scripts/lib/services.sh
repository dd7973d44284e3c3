# A private RabbitMQ and PostgreSQL for the demonstration, under DIR/services; sourced by scripts/run.
# services_up DIR PORT : starts both (PORT+8, PORT+9), makes a virtual host and a user per authority and a database per role.
# services_down DIR    : stops both. Data stays. Passwords are made once, in DIR/services/services.env (mode 600).

RABBIT_BIN() { dirname "$(dpkg -L rabbitmq-server | grep '/rabbitmq/bin/rabbitmq-server$')"; }
PG_BIN() { dirname "$(dpkg -L postgresql-15 | grep '/bin/initdb$')"; }

# run_as USER COMMAND... : as that system user when root, else as ourselves (PostgreSQL refuses to run as root).
run_as() { local user=$1; shift; if [ "$(id -u)" = 0 ]; then setpriv --reuid="$user" --regid="$user" --init-groups "$@"; else "$@"; fi; }
own() { [ "$(id -u)" != 0 ] || chown -R "$1:$1" "$2"; }

free_port() { # below the ephemeral range, where the kernel hands ports out to others
  local port
  for _ in $(seq 200); do
    port=$((RANDOM % 8000 + 22700))
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo $port; return; }
  done
  fail "found no free port"
}

password() { head -c 24 /dev/urandom | base64 | tr '+/' '-_'; }

services_up() {
  local data=$1 port=$2
  S=$data/services
  if [ ! -e "$S" ]; then
    # The servers' own users must be able to reach their data.
    if [ "$(id -u)" = 0 ] && ! run_as postgres test -x "$data"; then
      local elsewhere
      elsewhere=$(mktemp -d /var/tmp/boroughbridge.XXXXXXXX)
      chmod 711 "$elsewhere"
      ln -s "$elsewhere" "$S"
    else
      mkdir -p "$S"
    fi
  fi
  S=$(readlink -f "$S")
  if [ ! -f "$S/services.env" ]; then
    (umask 077
     { printf 'BB_PG_PASSWORD=%s\nBB_MQ_PASSWORD_ADMIN=%s\n' "$(password)" "$(password)"
       printf 'BB_MQ_PASSWORD_ROUTING=%s\nBB_MQ_PASSWORD_ISLINGTON=%s\nBB_MQ_PASSWORD_TOWER_HAMLETS=%s\n' "$(password)" "$(password)" "$(password)"
       printf 'BB_PG_PASSWORD_ROUTING=%s\nBB_PG_PASSWORD_ISLINGTON=%s\nBB_PG_PASSWORD_TOWER_HAMLETS=%s\n' "$(password)" "$(password)" "$(password)"
       printf 'MQ_DIST=%s\nMQ_EPMD=%s\n' "$(free_port)" "$(free_port)"
     } > "$S/services.env")
  fi
  set -a; . "$S/services.env"; set +a
  postgres_up "$((port + 9))" & local pg=$!
  rabbit_up "$((port + 8))"
  wait $pg
}

rabbit() ( # rabbit SCRIPT ARG... : one of RabbitMQ's scripts, with everything it keeps under services/rabbitmq
  cd "$S/rabbitmq"
  run_as rabbitmq env -i HOME="$S/rabbitmq/home" PATH=/usr/sbin:/usr/bin:/bin LC_ALL=C.UTF-8 \
    ERL_EPMD_PORT="$MQ_EPMD" ERL_EPMD_ADDRESS=127.0.0.1 RABBITMQ_NODENAME=bb@localhost RABBITMQ_DIST_PORT="$MQ_DIST" \
    RABBITMQ_MNESIA_BASE="$S/rabbitmq/mnesia" RABBITMQ_LOG_BASE="$S/rabbitmq/log" RABBITMQ_PID_FILE="$S/rabbitmq/pid" \
    RABBITMQ_CONF_ENV_FILE=/dev/null RABBITMQ_CONFIG_FILE="$S/rabbitmq/rabbitmq.conf" RABBITMQ_ENABLED_PLUGINS_FILE="$S/rabbitmq/enabled_plugins" \
    "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS=-kernel inet_dist_use_interface {127,0,0,1} +sbwt none" "$(RABBIT_BIN)/$1" "${@:2}"
)

# ours PID FOLDER : that process runs, and from that folder (a process number may be somebody else's by now).
ours() { [ -n "$1" ] && tr '\0' ' ' < "/proc/$1/cmdline" 2>/dev/null | grep -qF "$2"; }

rabbit_up() {
  local port=$1
  mkdir -p "$S/rabbitmq"/{home,mnesia,log}
  cat > "$S/rabbitmq/rabbitmq.conf" <<CONF
listeners.tcp.1 = 127.0.0.1:$port
default_user = admin
default_pass = $BB_MQ_PASSWORD_ADMIN
loopback_users = none
CONF
  chmod 600 "$S/rabbitmq/rabbitmq.conf"
  echo '[].' > "$S/rabbitmq/enabled_plugins"
  own rabbitmq "$S/rabbitmq"
  if ! ours "$(cat "$S/rabbitmq/pid" 2>/dev/null)" "$S/rabbitmq"; then   # left running by a script that was killed: it is taken over
    say "starting RabbitMQ on port $port"
    rabbit rabbitmq-server -detached >/dev/null 2>&1
  fi
  rabbit rabbitmqctl -q wait --timeout 60 "$S/rabbitmq/pid" >/dev/null || fail "RabbitMQ did not start: see $S/rabbitmq/log"
  if [ ! -f "$S/rabbitmq/made" ]; then
    local authority
    rabbit rabbitmqctl -q add_user routing "$BB_MQ_PASSWORD_ROUTING"
    for authority in islington tower-hamlets; do
      local name=BB_MQ_PASSWORD_$(tr 'a-z-' 'A-Z_' <<<"$authority")
      rabbit rabbitmqctl -q add_user "$authority" "${!name}"
      rabbit rabbitmqctl -q add_vhost "bb.$authority"
    done
    touch "$S/rabbitmq/made"
  fi
  # Each user what it needs in its virtual host and no more; set at each start, so that what was made before is narrowed too.
  local in part patterns
  for in in islington tower-hamlets; do
    for part in "$in" routing; do
      mapfile -t patterns < <(deploy/broker-permissions "$in" "$part")
      rabbit rabbitmqctl -q set_permissions -p "bb.$in" "$part" "${patterns[@]}"
    done
  done
}

postgres_up() {
  local port=$1 bin
  bin=$(PG_BIN)
  mkdir -p "$S/postgres"
  own postgres "$S/postgres"
  (
    cd "$S/postgres"
    if [ ! -f data/PG_VERSION ]; then
      printf '%s' "$BB_PG_PASSWORD" > pw && chmod 600 pw && own postgres pw
      run_as postgres "$bin/initdb" -D "$S/postgres/data" -U bb --auth=scram-sha-256 --pwfile="$S/postgres/pw" --data-checksums -E UTF8 --locale=C.UTF-8 >/dev/null
      rm -f pw
    fi
    if ! run_as postgres "$bin/pg_ctl" -D "$S/postgres/data" status >/dev/null 2>&1; then
      say "starting PostgreSQL on port $port"
      run_as postgres "$bin/pg_ctl" -D "$S/postgres/data" -l "$S/postgres/server.log" -w -t 60 \
        -o "-c listen_addresses=127.0.0.1 -c port=$port -c unix_socket_directories=" start >/dev/null || fail "PostgreSQL did not start: see $S/postgres/server.log"
    fi
    if [ ! -f made ]; then
      local role
      for role in routing islington tower-hamlets; do
        local name=BB_PG_PASSWORD_$(tr 'a-z-' 'A-Z_' <<<"$role")
        PGPASSWORD=$BB_PG_PASSWORD "$bin/psql" -q -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "$port" -U bb -d postgres \
          -c "CREATE ROLE \"$role\" LOGIN PASSWORD '${!name}'" -c "CREATE DATABASE \"$role\" OWNER \"$role\"" -c "REVOKE CONNECT ON DATABASE \"$role\" FROM PUBLIC"
      done
      touch made
    fi
  )
}

services_down() {
  S=$(readlink -f "$1/services" 2>/dev/null) || return 0
  [ -f "$S/services.env" ] || return 0
  set -a; . "$S/services.env"; set +a
  say "stopping RabbitMQ and PostgreSQL"
  if [ -f "$S/rabbitmq/pid" ]; then
    local pid
    pid=$(cat "$S/rabbitmq/pid")
    ! ours "$pid" "$S/rabbitmq" || kill "$pid" 2>/dev/null || true
    for _ in $(seq 100); do kill -0 "$pid" 2>/dev/null || break; sleep 0.2; done
    # epmd outlives its node: this one is ours alone, by its port.
    ERL_EPMD_PORT=$MQ_EPMD epmd -kill >/dev/null 2>&1 || true
  fi
  [ ! -f "$S/postgres/data/postmaster.pid" ] || (cd "$S/postgres" && run_as postgres "$(PG_BIN)/pg_ctl" -D "$S/postgres/data" -m fast -w stop >/dev/null 2>&1) || true
}
