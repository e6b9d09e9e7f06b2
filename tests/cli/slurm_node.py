"""A cluster of one node on this machine: Slurm's daemons, by hand, in a private folder, without systemd or accounts."""
import os
import secrets
import shutil
import socket
import subprocess
import time

NEEDED = ("munged", "slurmctld", "slurmd", "sbatch", "scancel", "squeue", "sinfo")
# Both daemons as root; processes are tracked by their parents, as a container may have no control groups.
SETTINGS = """ClusterName=test
SlurmctldHost={host}(127.0.0.1)
SlurmUser=root
SlurmdUser=root
SlurmctldPort={control}
SlurmdPort={node}
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
AuthType=auth/munge
AuthInfo=socket={folder}/munge/socket
CredType=cred/munge
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
MpiDefault=none
ReturnToService=2
SwitchType=switch/none
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
KillWait=2
SchedulerParameters=sched_interval=1,batch_sched_delay=0
NodeName={host} NodeAddr=127.0.0.1 CPUs={cpus} RealMemory=1000 State=UNKNOWN
PartitionName=main Nodes={host} Default=YES MaxTime=INFINITE State=UP
"""


def missing():
    """What this machine lacks, or None."""
    if os.getuid() != 0:
        return "not root"
    lacking = [name for name in NEEDED if not shutil.which(name)]
    return f"no {', '.join(lacking)}" if lacking else None


def free_ports(n):
    sockets = [socket.socket() for _ in range(n)]
    for s in sockets:
        s.bind(("127.0.0.1", 0))
    ports = [s.getsockname()[1] for s in sockets]
    for s in sockets:
        s.close()
    return ports


class Node:
    """Its daemons are children of the test, from start to stop."""

    def __init__(self, folder):
        self.folder, self.daemons = folder, []
        self.environment = {**os.environ, "SLURM_CONF": os.path.join(folder, "slurm.conf")}

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def daemon(self, *words, user=None):
        log = open(self.path(words[0] + ".out"), "wb")
        self.daemons.append(subprocess.Popen(words, env=self.environment, user=user, group=user, stdout=log, stderr=log))
        log.close()

    def until(self, what, seconds=60):
        end = time.monotonic() + seconds
        while not what():
            if time.monotonic() > end:
                raise RuntimeError("Slurm: waited too long; see " + self.folder)
            time.sleep(0.1)

    def start(self):
        os.chmod(self.folder, 0o755)  # munge's user passes through
        for name in ("state", "spool", "munge"):
            os.mkdir(self.path(name), 0o755)
        key = self.path("munge", "key")
        with open(os.open(key, os.O_CREAT | os.O_WRONLY, 0o600), "wb") as file:
            file.write(secrets.token_bytes(128))
        for name in (self.path("munge"), key):
            shutil.chown(name, "munge", "munge")
        host, (control, node) = socket.gethostname().split(".")[0], free_ports(2)
        with open(self.path("slurm.conf"), "w", encoding="utf-8") as file:
            file.write(SETTINGS.format(host=host, control=control, node=node, folder=self.folder, cpus=os.cpu_count()))
        self.daemon("munged", "--foreground", "--key-file=" + key, "--socket=" + self.path("munge", "socket"),
                    "--pid-file=" + self.path("munge", "pid"), "--seed-file=" + self.path("munge", "seed"),
                    "--log-file=" + self.path("munge", "log"), user="munge")
        self.until(lambda: os.path.exists(self.path("munge", "socket")))
        self.daemon("slurmctld", "-D")
        self.daemon("slurmd", "-D")
        self.until(lambda: "idle" in self.ask("sinfo", "--noheader", "--format=%T"))

    def ask(self, *words):
        return subprocess.run(words, env=self.environment, capture_output=True, text=True, timeout=60).stdout

    def wait_for(self, *jobs):
        """Until none of the jobs waits or runs."""
        self.until(lambda: not self.ask("squeue", "--noheader", "--jobs=" + ",".join(jobs)).strip(), 240)

    def stop(self):
        if len(self.daemons) == 3:
            self.ask("scancel", "--user=root")
            end = time.monotonic() + 20
            while self.ask("squeue", "--noheader").strip() and time.monotonic() < end:
                time.sleep(0.1)
        for process in reversed(self.daemons):
            process.terminate()
        for process in reversed(self.daemons):
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
