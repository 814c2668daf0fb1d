"""The system calls that no submission needs, as a filter program for the kernel.

One small list in place of a library: what makes or enters namespaces, mounts, traces, keeps
keys, loads code into the kernel, reaches other processes' memory, holds memory that no limit
counts (shared memory of every kind, the buffers of sockets and pipes, pages lent to a pipe,
requests to disks), makes the whole machine wait for its disks, or lets two sandboxes signal to each
other by a file that both may read (locks, leases, notices). A denied call fails as if it were not
permitted, which Python turns into an exception. A call newer than this list is not there at all.

The program is classic BPF over `struct seccomp_data`, as in the kernel's documentation of seccomp
filters: `nr` at offset 0, `arch` at 4, the arguments, of 64 bits each, from 16.
"""

from __future__ import annotations

import errno
import platform
import struct

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

# By what is in one argument: the call, which argument, the values of it that are denied.
DENIED_WITH = ((IOCTL, 1, TYPES_INTO_A_TERMINAL), (FCNTL, 1, LOCKS_AND_PIPES),
               (SETSOCKOPT, 2, BUFFERS))

ARCHITECTURES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}

LOAD, EQUAL, GREATER_OR_EQUAL, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
ALLOW, KILL = 0x7FFF0000, 0x80000000
NUMBER, ARCH, ARGUMENTS = 0, 4, (16, 24, 32, 40)


def _deny(error: int) -> int:
    return 0x00050000 | error


def filter_program(machine: str | None = None) -> bytes:
    """The filter for this machine (or another's name), as bubblewrap takes it; b"" if unknown."""
    if (machine or platform.machine()) not in ARCHITECTURES:
        return b""
    column, arch = ARCHITECTURES[machine or platform.machine()]
    steps: list[tuple[int, int, int, int]] = [  # code, jump if true, jump if false, constant
        (LOAD, 0, 0, ARCH), (EQUAL, 1, 0, arch), (RETURN, 0, 0, KILL), (LOAD, 0, 0, NUMBER),
        # x86_64's second table, of the same calls by numbers from 0x40000000 on, is among these.
        (GREATER_OR_EQUAL, 0, 1, NEWER), (RETURN, 0, 0, _deny(errno.ENOSYS))]
    for numbers in DENIED.values():
        steps += [(EQUAL, 0, 1, numbers[column]), (RETURN, 0, 0, _deny(errno.EPERM))]
    # Its flags lie in memory, where a filter cannot look; without it the C library takes clone().
    steps += [(EQUAL, 0, 1, CLONE3[column]), (RETURN, 0, 0, _deny(errno.ENOSYS))]
    steps += [(EQUAL, 0, 3, CLONE[column]), (LOAD, 0, 0, ARGUMENTS[0]),
              (ANY_BIT, 0, 1, NEW_NAMESPACE), (RETURN, 0, 0, _deny(errno.EPERM)),
              (LOAD, 0, 0, NUMBER)]
    steps += [(EQUAL, 0, 5, MMAP[column]), (LOAD, 0, 0, ARGUMENTS[3]),
              (ANY_BIT, 0, 2, MAP_ANONYMOUS), (ANY_BIT, 0, 1, MAP_SHARED),
              (RETURN, 0, 0, _deny(errno.EPERM)), (LOAD, 0, 0, NUMBER)]
    for numbers, argument, values in DENIED_WITH:
        last = len(values) - 1
        steps += [(EQUAL, 0, last + 4, numbers[column]), (LOAD, 0, 0, ARGUMENTS[argument]),
                  *((EQUAL, last - n, 0 if n < last else 1, value)
                    for n, value in enumerate(values)),
                  (RETURN, 0, 0, _deny(errno.EPERM)), (LOAD, 0, 0, NUMBER)]
    for numbers in SOCKETS:
        steps += [(EQUAL, 0, len(FAMILIES) + 3, numbers[column]), (LOAD, 0, 0, ARGUMENTS[0]),
                  *((EQUAL, len(FAMILIES) - n, 0, family) for n, family in enumerate(FAMILIES)),
                  (RETURN, 0, 0, _deny(errno.EAFNOSUPPORT)), (LOAD, 0, 0, NUMBER)]
    steps += [(RETURN, 0, 0, ALLOW)]
    return b"".join(struct.pack("=HBBI", *step) for step in steps)
