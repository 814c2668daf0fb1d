"""The system calls that no submission needs, as a filter program for the kernel.

One small list in place of a library: what makes or enters namespaces, mounts, traces, keeps
keys, loads code into the kernel, reaches other processes' memory, holds memory that no limit
counts (shared memory of every kind, the buffers of sockets and pipes, pages lent to a pipe,
requests to disks), makes the whole machine wait for its disks, or lets two sandboxes signal to each
other by a file that both may read (locks, leases, notices). A denied call fails as if it were not
permitted, which Python turns into an exception. A call newer than this list is not there at all.

Where there are no namespaces (`alone`), more is refused, in their place: sockets of every family,
what reaches or tells of another process, what changes a file that is not open for writing, and what
fills a disk by a call.

The program is classic BPF over `struct seccomp_data`, as in the kernel's documentation of seccomp
filters: `nr` at offset 0, `arch` at 4, the arguments, of 64 bits each, from 16.
"""

from __future__ import annotations

import errno
import platform
import struct
from collections.abc import Sequence

# name: (number on x86_64, number on aarch64)
DENIED = {
    "acct": (163, 89), "add_key": (248, 217), "bpf": (321, 280), "chroot": (161, 51),
    "delete_module": (176, 106), "fanotify_init": (300, 262), "finit_module": (313, 273),
    "flock": (73, 32), "fsconfig": (431, 431), "fsmount": (432, 432), "fsopen": (430, 430),
    "fspick": (433, 433), "init_module": (175, 105), "inotify_add_watch": (254, 27),
    "io_setup": (206, 0), "io_uring_enter": (426, 426), "io_uring_register": (427, 427),
    "io_uring_setup": (425, 425), "kcmp": (312, 272), "kexec_file_load": (320, 294),
    "kexec_load": (246, 104), "keyctl": (250, 219), "lookup_dcookie": (212, 18),
    "memfd_create": (319, 279), "memfd_secret": (447, 447), "mount": (165, 40),
    "mount_setattr": (442, 442), "move_mount": (429, 429), "mq_open": (240, 180),
    "mq_unlink": (241, 181), "msgctl": (71, 187), "msgget": (68, 186), "msgrcv": (70, 188),
    "msgsnd": (69, 189), "name_to_handle_at": (303, 264), "open_by_handle_at": (304, 265),
    "open_tree": (428, 428), "perf_event_open": (298, 241), "personality": (135, 92),
    "pidfd_getfd": (438, 438), "pivot_root": (155, 41), "process_madvise": (440, 440),
    "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "ptrace": (101, 117),
    "quotactl": (179, 60), "reboot": (169, 142), "request_key": (249, 218), "semctl": (66, 191),
    "semget": (64, 190), "semop": (65, 193), "semtimedop": (220, 192), "setdomainname": (171, 162),
    "sethostname": (170, 161), "setns": (308, 268), "shmat": (30, 196), "shmctl": (31, 195),
    "shmget": (29, 194), "splice": (275, 76), "swapoff": (168, 225), "swapon": (167, 224),
    "sync": (162, 81), "syncfs": (306, 267), "syslog": (103, 116), "tee": (276, 77),
    "umount2": (166, 39), "unshare": (272, 97), "userfaultfd": (323, 282), "vmsplice": (278, 75),
}
NEWER = 451  # from cachestat() on, which is the same number on both; C libraries do without
CLONE, CLONE3, MMAP = (56, 220), (435, 435), (9, 222)
SOCKETS = ((41, 198), (53, 199))  # socket(), and socketpair(), which makes two of any family too
IOCTL, FCNTL, SETSOCKOPT = (16, 29), (72, 25), (54, 208)

NEW_NAMESPACE = 0x7E020080  # all the CLONE_NEW* flags that clone() takes
MAP_SHARED, MAP_ANONYMOUS = 0x01, 0x20  # both: memory that stays where no process has it mapped
FAMILIES = (1,)  # AF_UNIX; the buffers of the others are the whole machine's
TYPES_INTO_A_TERMINAL = (0x5412, 0x541C)  # TIOCSTI, TIOCLINUX
LOCKS_AND_PIPES = (5, 6, 7, 36, 37, 38,  # F_GETLK, F_SETLK, F_SETLKW, of open files too
                   1024, 1025, 1026, 1031)  # F_SETLEASE, F_GETLEASE, F_NOTIFY, F_SETPIPE_SZ
BUFFERS = (7, 8, 32, 33)  # SO_SNDBUF, SO_RCVBUF, and both by force

# What is refused where no namespace is there to do so: error -> name -> numbers. Where there is no
# error, the call does nothing, and says that it is done.
ALONE: dict[int, dict[str, tuple[int, int]]] = {
    errno.EPERM: {
        "bind": (49, 200), "connect": (42, 203), "fchmod": (91, 52), "fchmodat": (268, 53),
        "fchown": (93, 55), "fchownat": (260, 54), "get_robust_list": (274, 100),
        "inotify_init1": (294, 26), "ioprio_get": (252, 31), "ioprio_set": (251, 30),
        "migrate_pages": (256, 238), "move_pages": (279, 239), "pidfd_send_signal": (424, 424),
        "process_mrelease": (448, 448), "quotactl_fd": (443, 443), "truncate": (76, 45),
        "utimensat": (280, 88)},
    errno.ENOTSUP: {  # as where a file system has none: Python's copying goes on without
        "fallocate": (285, 47), "fgetxattr": (193, 10), "flistxattr": (196, 13),
        "fremovexattr": (199, 16), "fsetxattr": (190, 7), "getxattr": (191, 8),
        "lgetxattr": (192, 9), "listxattr": (194, 11), "llistxattr": (195, 12),
        "lremovexattr": (198, 15), "lsetxattr": (189, 6), "removexattr": (197, 14),
        "setxattr": (188, 5)},
    errno.ENOSYS: {"openat2": (437, 437), "pidfd_open": (434, 434)},
    errno.EAFNOSUPPORT: {"socket": (41, 198)},
    0: {"fdatasync": (75, 83), "fsync": (74, 82), "sync_file_range": (277, 84)},
}
ALONE_ON_X86_64 = {  # older forms of the same, which ARM64 never had
    "chmod": 90, "chown": 92, "futimesat": 261, "inotify_init": 253, "lchown": 94, "utime": 132,
    "utimes": 235}
OF_ANOTHER_PROCESS = {  # which one is their first argument; 0 is the one that calls
    "getpgid": (121, 155), "getsid": (124, 156), "prlimit64": (302, 261),
    "sched_getaffinity": (204, 123), "sched_getattr": (315, 275), "sched_getparam": (143, 121),
    "sched_getscheduler": (145, 120), "sched_rr_get_interval": (148, 127),
    "sched_setaffinity": (203, 122), "sched_setattr": (314, 274), "sched_setparam": (142, 118),
    "sched_setscheduler": (144, 119)}
PRIORITIES = ((140, 141), (141, 140))  # getpriority(), setpriority(): a kind, then which one
STREAMS = (0x1, 0x801, 0x80001, 0x80801)  # SOCK_STREAM: a datagram may be sent to anybody's path
CONTROLS = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)  # TCGETS, TIOCGWINSZ, FIONREAD, FIO*
OPENS = (((2, None), 1), ((257, 56), 2))  # open(), openat(): where their flags are
NAMELESS = 0x400000  # O_TMPFILE: a file that nobody sees from outside

# By what is in one argument: the call, which argument, the values of it that are denied.
DENIED_WITH = ((IOCTL, 1, TYPES_INTO_A_TERMINAL), (FCNTL, 1, LOCKS_AND_PIPES),
               (SETSOCKOPT, 2, BUFFERS))

ARCHITECTURES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}

LOAD, EQUAL, GREATER_OR_EQUAL, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
ALLOW, KILL = 0x7FFF0000, 0x80000000
NUMBER, ARCH, ARGUMENTS = 0, 4, (16, 24, 32, 40)


Step = tuple[int, int, int, int]  # code, jump if true, jump if false, constant


def filter_program(machine: str | None = None, *, alone: bool = False) -> bytes:
    """The filter for this machine (or another's name), as the kernel takes it; b"" if unknown."""
    if (machine or platform.machine()) not in ARCHITECTURES:
        return b""
    column, arch = ARCHITECTURES[machine or platform.machine()]
    steps: list[Step] = [
        (LOAD, 0, 0, ARCH), (EQUAL, 1, 0, arch), (RETURN, 0, 0, KILL), (LOAD, 0, 0, NUMBER),
        # x86_64's second table, of the same calls by numbers from 0x40000000 on, is among these.
        (GREATER_OR_EQUAL, 0, 1, NEWER), _deny(errno.ENOSYS)]
    for numbers in DENIED.values():
        steps += [(EQUAL, 0, 1, numbers[column]), _deny(errno.EPERM)]
    # Its flags lie in memory, where a filter cannot look; without it the C library takes clone().
    steps += [(EQUAL, 0, 1, CLONE3[column]), _deny(errno.ENOSYS)]
    steps += _with_bits(CLONE[column], 0, NEW_NAMESPACE, errno.EPERM)
    steps += [(EQUAL, 0, 5, MMAP[column]), (LOAD, 0, 0, ARGUMENTS[3]),
              (ANY_BIT, 0, 2, MAP_ANONYMOUS), (ANY_BIT, 0, 1, MAP_SHARED),
              _deny(errno.EPERM), (LOAD, 0, 0, NUMBER)]
    for numbers, argument, values in DENIED_WITH:
        last = len(values) - 1
        steps += [(EQUAL, 0, last + 4, numbers[column]), (LOAD, 0, 0, ARGUMENTS[argument]),
                  *((EQUAL, last - n, 0 if n < last else 1, value)
                    for n, value in enumerate(values)),
                  _deny(errno.EPERM), (LOAD, 0, 0, NUMBER)]
    for numbers in SOCKETS:
        steps += _only_with(numbers[column], 0, FAMILIES, errno.EAFNOSUPPORT)
    if alone:
        steps += _steps_alone(column)
    steps += [(RETURN, 0, 0, ALLOW)]
    return b"".join(struct.pack("=HBBI", *step) for step in steps)


def _steps_alone(column: int) -> list[Step]:
    """What is refused in the place of namespaces."""
    steps: list[Step] = []
    for error, calls in ALONE.items():
        for numbers in calls.values():
            steps += [(EQUAL, 0, 1, numbers[column]), _deny(error)]
    for number in ALONE_ON_X86_64.values() if column == 0 else ():
        steps += [(EQUAL, 0, 1, number), _deny(errno.EPERM)]
    for numbers in OF_ANOTHER_PROCESS.values():
        steps += _only_with(numbers[column], 0, (0,), errno.EPERM)
    for numbers in PRIORITIES:
        for argument in (0, 1):
            steps += _only_with(numbers[column], argument, (0,), errno.EPERM)
    steps += _only_with(SOCKETS[1][column], 1, STREAMS, errno.EPROTONOSUPPORT)
    steps += _only_with(IOCTL[column], 1, CONTROLS, errno.ENOTTY)
    for opens, argument in OPENS:
        opening = opens[column]
        steps += _with_bits(opening, argument, NAMELESS, errno.EOPNOTSUPP) if opening else []
    return steps


def _deny(error: int) -> Step:
    return RETURN, 0, 0, 0x00050000 | error


def _with_bits(number: int, argument: int, bits: int, error: int) -> list[Step]:
    """Refuse a call with any of these bits in an argument."""
    return [(EQUAL, 0, 4, number), (LOAD, 0, 0, ARGUMENTS[argument]), (ANY_BIT, 0, 1, bits),
            _deny(error), (LOAD, 0, 0, NUMBER)]


def _only_with(number: int, argument: int, values: Sequence[int], error: int) -> list[Step]:
    """Refuse a call with anything but one of these values in an argument."""
    return [(EQUAL, 0, len(values) + 3, number), (LOAD, 0, 0, ARGUMENTS[argument]),
            *((EQUAL, len(values) - n, 0, value) for n, value in enumerate(values)),
            _deny(error), (LOAD, 0, 0, NUMBER)]
