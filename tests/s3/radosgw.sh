#!/usr/bin/env bash
# A real S3 server for the tests: Ceph's RADOS gateway over one monitor and one OSD that keeps everything in memory.
# It listens on 127.0.0.1 only, needs no systemd, and is gone with all its data after `stop`.
#
#   tests/s3/radosgw.sh install          the Debian packages (as root)
#   eval "$(tests/s3/radosgw.sh start)"  starts it, and sets what the tests read
#   tests/s3/radosgw.sh env              prints the same lines again
#   tests/s3/radosgw.sh status           process ids and memory; exit code 1 where something does not run
#   tests/s3/radosgw.sh stop
#
# Several run side by side on different ports:
#   LAKEVERSION_S3_PORT    where S3 answers (7480); port + 10000 is the monitor's
#   LAKEVERSION_S3_DIR     configuration, ids and logs (a folder of the port in the temporary folder)
#   LAKEVERSION_S3_MEMORY  what the OSD may hold, in bytes (10 GiB; taken as it fills)
set -euo pipefail

packages=(radosgw ceph-mon ceph-osd ceph-common)
port=${LAKEVERSION_S3_PORT:-7480}
dir=${LAKEVERSION_S3_DIR:-${TMPDIR:-/tmp}/lakeversion-radosgw-$port}
memory=${LAKEVERSION_S3_MEMORY:-$((10 << 30))}
monitor=127.0.0.1:$((port + 10000))
# Keys of a server that only this machine reaches and that forgets everything.
owner_id=lakeversion owner_secret=lakeversion-tests-only
stranger_id=stranger stranger_secret=stranger-tests-only

say() { echo "radosgw.sh: $*" >&2; }

write_configuration() {
  cat >"$dir/ceph.conf" <<CONF
[global]
fsid = $1
mon_host = [v2:$monitor]
public_network = 127.0.0.0/8
ms_bind_ipv6 = false
# Nobody but this machine reaches it: no keys between its parts.
auth_cluster_required = none
auth_service_required = none
auth_client_required = none
# One copy on one OSD, few placement groups: all that a short life needs.
osd_pool_default_size = 1
osd_pool_default_min_size = 1
osd_pool_default_pg_num = 4
osd_pool_default_pg_autoscale_mode = off
osd_crush_chooseleaf_type = 0
mon_max_pg_per_osd = 1000
mon_allow_pool_size_one = true
# Decide at once; a nearly full disk of the machine is no matter of ours.
paxos_propose_interval = 0.05
paxos_min_wait = 0.01
mon_data_avail_crit = 1
mon_data = $dir/mon
osd_data = $dir/osd
osd_objectstore = memstore
memstore_device_bytes = $memory
# Pages would give the smallest object 64 KiB.
memstore_page_set = false
osd_class_load_list = *
osd_class_default_list = *
run_dir = $dir/run
pid_file =
crash_dir = $dir/crash
admin_socket = $dir/run/\$name.asok
log_file = $dir/log/\$name.log
# A line for each step of a request costs more than the request.
debug_rgw = 0/0
debug_ms = 0/0
debug_osd = 0/0
debug_objecter = 0/0
debug_rados = 0/0
debug_objclass = 0/0
[client.gateway]
rgw_frontends = beast endpoint=127.0.0.1:$port tcp_nodelay=1
# Hundreds of threads on a few cores mostly change places.
rgw_thread_pool_size = 48
rgw_data = $dir/rgw
rgw_dns_name = localhost
# The gateway asks monitors for encryption only, which takes keys.
ms_mon_client_mode = crc secure
rgw_enable_ops_log = false
rgw_enable_usage_log = false
rgw_run_sync_thread = false
# Resharding stops the writers of a bucket for seconds.
rgw_dynamic_resharding = false
# A listing asks every shard of the index.
rgw_override_bucket_index_max_shards = 1
# Deleted objects free their memory within seconds, not hours.
rgw_gc_obj_min_wait = 5
rgw_gc_processor_period = 5
rgw_gc_processor_max_time = 5
CONF
}

# Starts a process that outlives this script, and writes down its id.
launch() {
  local name=$1
  shift
  setsid "$@" --conf "$dir/ceph.conf" -f >"$dir/log/$name.out" 2>&1 </dev/null &
  echo $! >"$dir/$name.pid"
  disown
}

# Waits until a command succeeds; gives up where the process has ended or half a minute has passed.
await() {
  local name=$1
  shift
  for _ in $(seq 300); do
    if "$@" >/dev/null 2>&1; then return; fi
    alive "$name" || break
    sleep 0.1
  done
  say "$name does not answer; see $dir/log"
  for log in "$dir"/log/*"$name"*; do tail -n 5 "$log" >&2; done
  stop_processes
  exit 1
}

# True where the process is still the one that was started: ids are given again.
alive() {
  local id
  id=$(cat "$dir/$1.pid" 2>/dev/null) && tr '\0' ' ' <"/proc/$id/cmdline" 2>/dev/null | grep -qF -- "$dir/ceph.conf"
}

ask() { timeout 10 ceph --conf "$dir/ceph.conf" "$@"; }
osd_is_up() { ask osd stat | grep -q '1 up'; }
answers() { curl -s -o /dev/null --max-time 5 "http://127.0.0.1:$port/"; }
add_user() {
  radosgw-admin --conf "$dir/ceph.conf" -n client.gateway user create --uid="$1" --display-name="$1" \
    --access-key="$1" --secret="$2" >"$dir/log/admin.out" 2>&1
}

start() {
  for tool in radosgw radosgw-admin ceph-mon ceph-osd ceph monmaptool curl; do
    command -v "$tool" >/dev/null || { say "no '$tool' here: run '$0 install' as root, or install ${packages[*]} curl"; exit 1; }
  done
  if alive gateway; then
    say "already running on port $port"
    print_environment
    return
  fi
  if answers; then
    say "another server answers on port $port: choose one with LAKEVERSION_S3_PORT"
    exit 1
  fi
  stop_processes
  rm -rf "$dir"
  mkdir -p "$dir"/{mon,osd,rgw,run,log,crash}
  local cluster osd
  cluster=$(cat /proc/sys/kernel/random/uuid)
  osd=$(cat /proc/sys/kernel/random/uuid)
  write_configuration "$cluster"

  monmaptool --create --fsid "$cluster" --addv a "[v2:$monitor]" "$dir/monmap" >"$dir/log/monmap.out"
  ceph-mon --conf "$dir/ceph.conf" -i a --mkfs --monmap "$dir/monmap" >"$dir/log/mon-mkfs.out" 2>&1
  launch mon ceph-mon -i a
  await mon ask osd new "$osd"
  ceph-osd --conf "$dir/ceph.conf" -i 0 --mkfs --osd-uuid "$osd" >"$dir/log/osd-mkfs.out" 2>&1
  launch osd ceph-osd -i 0
  await osd osd_is_up
  launch gateway radosgw -n client.gateway
  await gateway answers
  add_user "$owner_id" "$owner_secret"
  add_user "$stranger_id" "$stranger_secret"
  say "http://127.0.0.1:$port answers after $SECONDS s"
  print_environment
}

print_environment() {
  cat <<ENV
export LAKEVERSION_TEST_S3=http://127.0.0.1:$port
export AWS_ACCESS_KEY_ID=$owner_id
export AWS_SECRET_ACCESS_KEY=$owner_secret
export LAKEVERSION_TEST_S3_STRANGER_ACCESS_KEY_ID=$stranger_id
export LAKEVERSION_TEST_S3_STRANGER_SECRET_ACCESS_KEY=$stranger_secret
ENV
}

# Killed, not asked: an OSD that is asked first writes its memory to the disk.
stop_processes() {
  local name id
  for name in gateway osd mon; do
    if alive "$name"; then
      id=$(cat "$dir/$name.pid")
      kill -KILL "$id" 2>/dev/null || true
      while alive "$name"; do sleep 0.05; done
    fi
    rm -f "$dir/$name.pid"
  done
}

status() {
  local name code=0
  for name in mon osd gateway; do
    if alive "$name"; then
      echo "$name: process $(cat "$dir/$name.pid"), $(awk '/^VmRSS/{printf "%d MiB", $2 / 1024}' "/proc/$(cat "$dir/$name.pid")/status")"
    else
      echo "$name: not running"
      code=1
    fi
  done
  return $code
}

install() {
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -q
  apt-get install -y -q --no-install-recommends "${packages[@]}" curl
}

case ${1:-} in
  install) install ;;
  start) start ;;
  env) print_environment ;;
  status) status ;;
  stop) stop_processes; rm -rf "$dir" ;;
  *) sed -n '2,/^set /s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
esac
