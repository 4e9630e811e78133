#!/usr/bin/env bash
# Tests `edora sweep submit` on a real Slurm: starts munge, slurmctld and slurmd on the loopback address, submits a plan of short
# runs, kills a task in the middle, requeues it, and expects every run's record and nothing unfinished. Stops everything it started.
set -euo pipefail

cd -P "$(dirname "${BASH_SOURCE[0]}")/.."
readonly root=$PWD runs=6
readonly tool=$root/.build/debug/edora

fail() {
    echo "test_slurm: $1" >&2
    tail -n 20 "$work"/*.log "$sweep"/*.logs/*.log 2> /dev/null >&2 || true
    exit 1
}

install_slurm() {
    command -v slurmctld > /dev/null && command -v munged > /dev/null && return
    scripts/install_packages.sh slurm-wlm munge
}

# Waits until a command succeeds, for so many seconds.
wait_for() {
    local seconds=$1 until=$((SECONDS + $1))
    shift
    until "$@" > /dev/null 2>&1; do
        ((SECONDS < until)) || fail "expected within $seconds s: $*"
        sleep 0.3
    done
}

start_slurm() {
    mkdir -p "$work"/{state,spool}
    install -d -o munge -g munge -m 0755 "$work/munge"
    [[ -f /etc/munge/munge.key ]] || mungekey --create
    chown munge: /etc/munge/munge.key
    runuser -u munge -- munged --foreground --socket="$work/munge/socket" --log-file="$work/munge/munged.log" \
        --pid-file="$work/munge/pid" --seed-file="$work/munge/seed" --key-file=/etc/munge/munge.key > "$work/munged.log" 2>&1 &
    pids+=($!)
    wait_for 10 test -S "$work/munge/socket"
    cat > "$work/slurm.conf" << CONF
ClusterName=edora
SlurmctldHost=$(hostname -s)(127.0.0.1)
SlurmUser=root
SlurmctldPort=26817
SlurmdPort=26818
AuthType=auth/munge
AuthInfo=socket=$work/munge/socket
CredType=cred/munge
StateSaveLocation=$work/state
SlurmdSpoolDir=$work/spool
SlurmctldPidFile=$work/slurmctld.pid
SlurmdPidFile=$work/slurmd.pid
SlurmctldLogFile=$work/slurmctld.log
SlurmdLogFile=$work/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
ReturnToService=2
MpiDefault=none
MaxArraySize=4
NodeName=$(hostname -s) NodeAddr=127.0.0.1 CPUs=$(nproc) State=UNKNOWN
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP
CONF
    export SLURM_CONF=$work/slurm.conf
    slurmctld -D -f "$SLURM_CONF" > "$work/slurmctld.out" 2>&1 &
    pids+=($!)
    slurmd -D -f "$SLURM_CONF" > "$work/slurmd.out" 2>&1 &
    pids+=($!)
    wait_for 30 node_is_idle
}

node_is_idle() { [[ $(sinfo -h -o %T) == idle ]]; }
queue_is_empty() { [[ -z $(squeue -h) ]]; }
has_checkpoint() { [[ -n $(find "$sweep/data/runs" -name 'training-checkpoint*' 2> /dev/null) ]]; }

stop() {
    local pid
    for pid in "${pids[@]}"; do kill "$pid" 2> /dev/null || true; done
    wait 2> /dev/null || true
    rm -rf "$work"
}

# Runs long enough to be killed in the middle: a checkpoint comes after twenty seconds.
write_plan() {
    mkdir -p data
    ln -s "$root"/data/{models,mini-glue} data/
    "$tool" sweep plan --chapter 3 --output whole.jsonl 2> /dev/null
    # The first is long; the others see sixty-four rows.
    sed -e "$((runs + 1)),\$d" -e 's/"epochs":5/"epochs":2/' -e '2,$s/"learningRate"/"trainLimit":64,"devLimit":16,"learningRate"/' whole.jsonl > plan.jsonl
}

main() {
    install_slurm
    work=$(mktemp -d)
    pids=()
    trap stop EXIT
    # Slurm has patterns for %a and %j in the names of its files, and a grammar of its own for quotes.
    sweep="$work/50%a it's %j"
    mkdir "$sweep"
    chmod 0755 "$work" "$sweep"
    start_slurm
    cd "$sweep"
    write_plan
    "$tool" sweep submit plan.jsonl --cpus 1 --dry-run > dry-run
    # Four tasks an array here, since the limit is on the index.
    [[ $(grep -c -- "--array=0-3$" dry-run) == 1 && $(grep -c -- "--array=0-1$" dry-run) == 1 ]] || fail "expected two arrays in the dry run"
    [[ -z $(find . -name 'plan.jsonl.*') ]] || fail "expected a dry run to write nothing"
    "$tool" sweep submit plan.jsonl --cpus 1
    # The tasks read a copy: the plan may be written anew while they wait.
    echo "{}" > plan.jsonl
    wait_for 120 has_checkpoint
    local job task
    # The second array has a task 0, too.
    job=$(squeue -h -r -t RUNNING -o %i | grep '_0$' | sort -n | head -n 1)
    task=$(pgrep -f "sweep run $sweep/plan.jsonl[.][0-9a-f]* --index 0 ") || fail "expected task 0 to run"
    kill -KILL "$task"
    echo "killed task 0 ($job) after its first checkpoint"
    sleep 1
    scontrol requeue "$job" || fail "expected Slurm to requeue $job"
    wait_for 400 queue_is_empty
    "$tool" sweep status plan.jsonl.???????????? | tee status
    grep -q "^$runs runs: $runs done, 0 running, 0 failed, 0 missing" status || fail "expected every run to be done"
    grep -q "goes on at step" plan.jsonl.logs/0.log || fail "expected task 0 to go on from its checkpoint"
    [[ $(grep -lc "accuracy" plan.jsonl.logs/*.log | wc -l) == "$runs" ]] || fail "expected each task to finish its own run"
    [[ -z $(find data/runs -name '.unfinished') ]] || fail "expected nothing unfinished"
    echo "test_slurm: $runs runs by two job arrays, one of them killed and requeued: all passed"
}

main
