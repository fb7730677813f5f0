"""Shutting a process in: after this it opens no file, no socket and no process, whatever it is asked.

Two walls, each enough for the first two: no descriptor can be opened (RLIMIT_NOFILE is 0; what is open stays open),
and on Linux the kernel answers EPERM to every system call that a worker does not need (seccomp).
Source: seccomp(2), prctl(2), getrlimit(2); the numbers are those of <asm/unistd.h>.
"""

from __future__ import annotations

import ctypes
import os
import platform
import resource
import struct
import sys
from pathlib import Path

# What a worker needs once it runs: memory, time, its one socket, its end.
_NEEDED = {
    "x86_64": {
        "read": 0, "write": 1, "close": 3, "poll": 7, "mmap": 9, "mprotect": 10, "munmap": 11, "brk": 12,
        "rt_sigaction": 13, "rt_sigprocmask": 14, "rt_sigreturn": 15, "writev": 20, "sched_yield": 24, "mremap": 25,
        "madvise": 28, "nanosleep": 35, "getpid": 39, "sendto": 44, "recvfrom": 45, "sendmsg": 46, "recvmsg": 47,
        "exit": 60, "gettimeofday": 96, "getrusage": 98, "sigaltstack": 131, "gettid": 186, "futex": 202,
        "clock_gettime": 228, "clock_nanosleep": 230, "exit_group": 231, "tgkill": 234, "getrandom": 318,
    },
    "aarch64": {
        "close": 57, "read": 63, "write": 64, "writev": 66, "ppoll": 73, "exit": 93, "exit_group": 94, "futex": 98,
        "nanosleep": 101, "clock_gettime": 113, "clock_nanosleep": 115, "sched_yield": 124, "tgkill": 131,
        "sigaltstack": 132, "rt_sigaction": 134, "rt_sigprocmask": 135, "rt_sigreturn": 139, "getrusage": 165,
        "gettimeofday": 169, "getpid": 172, "gettid": 178, "sendto": 206, "recvfrom": 207, "sendmsg": 211,
        "recvmsg": 212, "brk": 214, "munmap": 215, "mremap": 216, "mmap": 222, "mprotect": 226, "madvise": 233,
        "getrandom": 278,
    },
}  # fmt: skip
# What leads out of a process that may read and write files: sockets but those it has, other programs, other processes.
_LEADING_OUT = {
    "x86_64": {
        "socket": 41, "connect": 42, "accept": 43, "bind": 49, "listen": 50, "socketpair": 53, "execve": 59,
        "ptrace": 101, "accept4": 288, "process_vm_writev": 311, "execveat": 322, "io_uring_setup": 425,
    },
    "aarch64": {
        "ptrace": 117, "socket": 198, "socketpair": 199, "bind": 200, "listen": 201, "accept": 202, "connect": 203,
        "execve": 221, "accept4": 242, "process_vm_writev": 271, "execveat": 281, "io_uring_setup": 425,
    },
}  # fmt: skip
_ARCHITECTURE = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}

_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06  # BPF: ld [k]; jeq k; jge k; ret k
_X32 = 0x40000000  # numbers from here on are the same calls by another name
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | 1  # SECCOMP_RET_ALLOW; SECCOMP_RET_ERRNO with EPERM
_PR_SET_PDEATHSIG, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS = 1, 22, 38


def bound_memory(more: int) -> None:
    """Let this process take ``more`` bytes of address space beside what it has."""
    if sys.platform == "linux":
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + more,) * 2)


def shut_in() -> None:
    """From here on no descriptor can be opened, no file grown, no core dumped, no process started."""
    for kind in (resource.RLIMIT_CORE, resource.RLIMIT_FSIZE, resource.RLIMIT_NPROC, resource.RLIMIT_NOFILE):
        resource.setrlimit(kind, (0, 0))
    numbers = _NEEDED.get(platform.machine())
    if sys.platform == "linux" and numbers:
        _filter_calls(_ARCHITECTURE[platform.machine()], sorted(numbers.values()), _ALLOW, _REFUSE)


def shut_out_network() -> None:
    """From here on no socket can be made and no other program run, on Linux; files can be read and written."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    numbers = _LEADING_OUT.get(platform.machine())
    if sys.platform == "linux" and numbers:
        _filter_calls(_ARCHITECTURE[platform.machine()], sorted(numbers.values()), _REFUSE, _ALLOW)


def die_with_parent(signal: int) -> None:
    """Have the kernel send ``signal`` to this process when its parent ends."""
    if sys.platform == "linux":
        _control(_PR_SET_PDEATHSIG, signal)


def _filter_calls(architecture: int, listed: list[int], to_listed: int, to_others: int) -> None:
    """Answer these system calls one way and all others another; refuse those of other architectures and of x32."""
    count = len(listed)
    steps = [
        (_LOAD, 0, 0, 4),  # the architecture
        (_EQUAL, 1, 0, architecture),
        (_RETURN, 0, 0, _REFUSE),
        (_LOAD, 0, 0, 0),  # the number of the call
        (_AT_LEAST, 0, 1, _X32),
        (_RETURN, 0, 0, _REFUSE),
        *((_EQUAL, count - at, 0, number) for at, number in enumerate(listed)),
        (_RETURN, 0, 0, to_others),
        (_RETURN, 0, 0, to_listed),
    ]
    code = b"".join(struct.pack("HBBI", *step) for step in steps)
    program = ctypes.create_string_buffer(code, len(code))
    head = ctypes.create_string_buffer(struct.pack("HP", len(steps), ctypes.addressof(program)))
    _control(_PR_SET_NO_NEW_PRIVS, 1)
    _control(_PR_SET_SECCOMP, 2, ctypes.addressof(head))


def _control(option: int, first: int, second: int = 0) -> None:
    longs = [ctypes.c_ulong(value) for value in (first, second, 0, 0)]
    if ctypes.CDLL(None, use_errno=True).prctl(option, *longs):
        code = ctypes.get_errno()
        raise OSError(code, f"prctl {option}: {os.strerror(code)}")
