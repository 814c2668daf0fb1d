"""What hostile code has at hand: it is handed in with every attack, as a module `tools`."""

import ctypes
import gc
import json
import os
import sys
import threading
import time

libc = ctypes.CDLL(None, use_errno=True)


def tell(attack):
    """Raise with what an attack came to: PWNED where it returned something, else TRIED."""
    try:
        got = attack()
    except BaseException as error:
        got, failed = None, f"{type(error).__name__}: {error}"
    else:
        failed = "nothing came of it"
    raise RuntimeError(f"PWNED with {got!r}" if got else f"TRIED, but {failed}")


def each(*attempts):
    """Try them all; returns what each came to that came to anything."""
    got = []
    for attempt in attempts:
        try:
            came = attempt()
        except BaseException:
            continue
        if came:
            got.append(came)
    return got


def once(name="once"):
    """Whether this is the first call in this sandbox."""
    try:
        os.mkdir(name)
        return True
    except OSError:
        return False


def call(result):
    """What a C function returned, where that is no error."""
    return None if result < 0 else result + 1


def frames():
    """All frames below, the innermost first."""
    frame = sys._getframe()
    while frame is not None:
        yield frame
        frame = frame.f_back


def asked():
    """What is being asked just now: the group, the probe's number, where the reply goes."""
    for frame in frames():
        if frame.f_code.co_name == "answer_group":
            found = frame.f_locals
            return found["group"], found["count"], found["output"]
    return None


def snippet():
    """The text of the snippet that is running, and its expressions."""
    found = asked()
    if found is None:
        return "", []
    group, count, _ = found
    return group["probes"][count]


def inside():
    """The worker's own globals, by whatever way leads to them."""
    for frame in frames():
        if "answer_group" in frame.f_globals and "read_message" in frame.f_globals:
            return frame.f_globals
    for thing in gc.get_objects():
        if type(thing) is dict and "answer_group" in thing and "STDOUT" in thing:
            return thing
    return {}


def send(fd, data):
    """Write it all."""
    while data:
        data = data[os.write(fd, data):]


def reply(answer, printed=b'""'):
    """Answer the probe that is being asked with this JSON for each of its expressions, and end."""
    group, count, output = asked()
    many = len(group["probes"][count][1])
    send(output, b'{"group": %d, "probe": %d, "answers": [%s], "printed": %s}\n'
         % (group["number"], count, b", ".join([answer] * many), printed))
    os._exit(0)


def say(data):
    """Write to wherever replies go from here, and end."""
    send(asked()[2], data)
    os._exit(0)


def mark(name="@MARK@"):
    """Give this process a name that can be looked for from outside."""
    libc.prctl(15, name.encode(), 0, 0, 0)


def background(work, *arguments):
    """A process of its own that ends with nobody: a leader of its own, deaf to signals."""
    import signal

    pid = os.fork()
    if pid:
        os.waitpid(pid, 0)
        return
    os.setsid()
    if os.fork():
        os._exit(0)
    for number in range(1, 65):
        try:
            signal.signal(number, signal.SIG_IGN)
        except (OSError, ValueError):
            continue
    mark()
    try:
        work(*arguments)
    finally:
        os._exit(0)


def thread(work, *arguments):
    """A thread that does not keep the process."""
    running = threading.Thread(target=work, args=arguments, daemon=True)
    running.start()
    return running


def spin(seconds):
    """Use the processor for so long."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        pass


def touch(block):
    """Use every page of it."""
    for at in range(0, len(block), 4096):
        block[at] = 1


def answers(code, table):
    """The JSON kept for this snippet, as a reply's list of answers."""
    return json.dumps(table.get(code, []))
