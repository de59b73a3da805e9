"""An organisation of people with the official programs, each on a machine of their own.

It was founded ten days ago, so that nobody's keys are young, and has one of each kind of statement
that its programs make: these are what an insider's statements are modelled on.
"""

import contextlib
import dataclasses
import inspect
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile

from . import core, scenario
from .insider import Insider
from .store import Store

FOUNDED = "-10d"
# Runs a command whose clock is off.
SHIFTED = os.path.join(os.path.dirname(__file__), "..", "..", "cli", "bin", "shifted")

# who, name, department, role; the registrar last: until then the officer enrols alone.
PEOPLE = (
    ("manager", "Suzuki", "Sales", "manager"),
    ("employee", "Tanaka", "Sales", "employee"),
    ("colleague", "Kato", "Sales", "employee"),
    ("namesake", "Tanaka", "Purchasing", "employee"),
    ("chief", "Yamada", "Accounting", "manager"),
    ("it", "Takahashi", "IT", "it"),
    ("helper", "Kimura", "IT", "it"),
    ("guard", "Mori", "Gate", "guard"),
    ("auditor", "Kansa", "Audit", "auditor"),
    ("registrar", "Ito", "Personnel", "registrar"),
)
MEDIA = ("USB-1", "USB-2", "USB-3", "USB-8", "USB-9")
MAIL_DOMAINS = ("example.co.jp", "example.org")


class Failed(Exception):
    """An expectation that does not hold."""


class Expectations:
    """With going_on, one that fails is told and passed over; never inside of a control."""

    going_on = False
    in_control = 0
    failed = []


def expect(holds, message):
    if holds:
        return
    if not Expectations.going_on or Expectations.in_control:
        raise Failed(message)
    caller = next((frame.lineno for frame in inspect.stack() if frame.filename == os.path.abspath(sys.argv[0])), 0)
    Expectations.failed.append(f"line {caller}: {message}")


@dataclasses.dataclass
class Said:
    """What a program said and used."""

    command: str
    status: int
    out: str
    err: str
    peak_kib: int  # of resident memory
    bytes_read: int  # by any read(2) of the process and its children

    @property
    def text(self):
        return self.out + self.err

    @property
    def json(self):
        try:
            return json.loads(self.out)
        except ValueError:
            raise Failed(f"{self.command}: not one JSON object: {self.out[:400]!r}") from None

    def has(self, text):
        """Short words (P1, 1000) as whole words: P1 is not in P10."""
        if text.isalnum() and text.isascii() and len(text) <= 8:
            return re.search(rf"(?<![A-Za-z0-9]){text}(?![A-Za-z0-9])", self.text) is not None
        return text in self.text

    def shows(self, *texts):
        for text in texts:
            expect(self.has(text), f"{self.command}: does not show {text!r}\n{self.text[:2000]}")
        return self

    def lacks(self, *texts):
        for text in texts:
            expect(not self.has(text), f"{self.command}: shows {text!r}\n{self.text[:2000]}")
        return self


def _bytes_read(pid):
    """Of a process that has ended and is not yet waited for; -1 where the kernel does not say."""
    try:
        with open(f"/proc/{pid}/io", encoding="ascii") as file:
            return int(next(line for line in file if line.startswith("rchar:")).split()[1])
    except (OSError, StopIteration):
        return -1


class Office:
    def __init__(self, path, facts=None):
        self.path = path
        self.store = Store(os.path.join(path, "store.sqlite"))
        self.facts = facts or {}
        self.shift = None  # of the clock of those who act
        self.controls = 0

    @contextlib.contextmanager
    def control(self, what):
        """`with office.control("..."):` the same act done honestly, which must succeed."""
        Expectations.in_control += 1
        try:
            yield
        except scenario.Skip:
            raise
        except Exception as error:
            error.args = (f"CONTROL ({what}): {error}",)
            raise
        finally:
            Expectations.in_control -= 1
        self.controls += 1

    # --- the official programs ---------------------------------------------------------------------

    def at(self, *names):
        return os.path.join(self.path, *names)

    def identity(self, who):
        return self.at(f"{who}.id")

    def _environment(self, who):
        home = self.at("home-" + who)
        os.makedirs(home, exist_ok=True)
        keep = {name: os.environ[name] for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "TMPDIR") if name in os.environ}
        return keep | {
            "PATH": os.environ["PATH"], "HOME": home, "LC_ALL": "C.UTF-8", "NO_COLOR": "1", "NO_FAKE_STAT": "1",
            "SEKISHO_IDENTITY": self.identity(who), "SEKISHO_STATE_DIR": self.at("state-" + who),
            "SEKISHO_STORE": self.store.path}

    def run(self, who, *arguments, status=0, cpu_seconds=120):
        """Runs `sekisho ARGUMENTS` as `who`; status: the one expected, a tuple of them, or None."""
        command = ["sekisho", *arguments]
        if self.shift:
            command = [SHIFTED, self.shift, *command]
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=err,
                                       cwd=self.path, env=self._environment(who))
            resource.prlimit(process.pid, resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
            os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
            read = _bytes_read(process.pid)
            _, ended, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(ended)
            texts = []
            for file in (out, err):
                file.seek(0)
                texts.append(file.read().decode("utf-8", "replace"))
        said = Said(f"{who}: sekisho {' '.join(arguments)}", process.returncode, *texts, used.ru_maxrss, read)
        self._check(said, status)
        return said

    @staticmethod
    def _check(said, status):
        what = f"{said.command}\nstatus {said.status}\n{said.text[:3000]}"
        # Whatever was written to the store: nobody's program crashes.
        expect(said.status in (0, 1, 2, 3, 4), f"crashed: {what}")
        expect("Sanitizer: " not in said.err and "runtime error: " not in said.err, f"sanitizer: {what}")
        if status is not None:
            wanted = status if isinstance(status, tuple) else (status,)
            expect(said.status in wanted, f"expected status {status}: {what}")

    def do(self, who, *arguments):
        """What must succeed; what it printed on stdout."""
        return self.run(who, *arguments).out.strip()

    def json(self, who, *arguments, status=0):
        return self.run(who, *arguments, "--json", status=status).json

    # --- the record, as honest people see it -------------------------------------------------------

    def log(self):
        """Index -> entry of `ledger log`, as the auditor's program judges it."""
        return {entry["index"]: entry for entry in self.json("auditor", "ledger", "log")["entries"]}

    def is_valid(self, index):
        return self.log()[index]["valid"]

    def verify(self, status=0, who="auditor"):
        """What `ledger verify` says; an annex is compared by those who can open it."""
        return self.json(who, "ledger", "verify", status=status)

    def expect_void(self, *indexes):
        """Counted, told, and nobody's reason to stop."""
        log, verified = self.log(), self.verify()
        counted = [f"{index}: {self.told(index)}" for index in indexes if log[index]["valid"]]
        expect(not counted, f"{len(counted)} of {len(indexes)} count; entry " + "\n".join(counted[:3]))
        told = len(verified["void_entries"])
        expect(verified["ok"] and verified["voids"] >= len(indexes) and told >= min(len(indexes), 1),
               f"not counted and told as void: {str(verified)[:400]}")

    def expect_valid(self, *indexes):
        log = self.log()
        for index in indexes:
            expect(log[index]["valid"], f"entry {index} is void: {log[index]}\n{self.told(index)}\n"
                   f"{self.verify(status=None).get('void_entries')}")

    def told(self, index):
        read = core.read(self.store.tokens()[index])
        return json.dumps(read.claims, ensure_ascii=False)[:1200] if read else "unreadable"

    def everybody_goes_on(self):
        """After whatever was written: the others' programs work as before."""
        self.verify()
        for who, command in (("manager", ("inbox",)), ("manager", ("member", "list")), ("it", ("media", "list")),
                             ("colleague", ("status",)), ("officer", ("status",))):
            self.run(who, *command)
        return self.ask_and_approve(who="colleague", to="colleague")

    def member(self, who):
        """The entry of `member list`."""
        id = self.facts["people"].get(who, who)
        return next(one for one in self.json("officer", "member", "list")["members"] if one["id"] == id)

    def state(self, request):
        return self.json("officer", "status", request)["requests"][0]["state"]

    def medium(self, label):
        return self.json("helper", "media", "show", label)

    # --- what people do ----------------------------------------------------------------------------

    def p(self, who):
        """The short id of a person: P7."""
        return self.facts["people"][who]

    def mount(self, label):
        """The directory that is the medium."""
        return self.at("media", label)

    def files(self, name="in", text="the secret\n"):
        """A directory with two files to take out."""
        os.makedirs(self.at(name), exist_ok=True)
        for file in ("a.txt", "b.txt"):
            with open(self.at(name, file), "w", encoding="utf-8") as out:
                out.write(text + file + "\n")
        return name

    def request_words(self, to="employee", medium="USB-1", until="+7d", klass="秘", more=()):
        to = self.facts["people"].get(to, to)
        where = ("--medium", medium) if medium else ()
        return ("request", self.files(), "--class", klass, "--purpose", "visit", "--to", to, *where,
                "--until", until, *more)

    def ask(self, who="employee", **words):
        return self.do(who, *self.request_words(**words))

    def ask_and_approve(self, who="employee", by="manager", **words):
        request = self.ask(who, **words)
        self.do(by, "approve", request)
        return request

    def check_out(self, request, to="employee", label="USB-1", by="it"):
        return self.do(by, "media", "checkout", label, "--to", self.p(to), "--request", request, "--due", "+7d")

    def seal(self, request, who="employee", label="USB-1"):
        package = os.path.join(self.mount(label), request + ".age")
        self.do(who, "seal", request, "-o", package)
        return package

    def leave(self, who):
        """They leave the organisation."""
        self.do("registrar", "member", "leave", self.p(who), *self._confirming("member leave", who))

    def _confirming(self, command, who):
        asked = "--confirm" in self.run("registrar", *command.split(), "--help").text
        return ("--confirm", self.member(who)["name"]) if asked else ()

    def take_out(self, who="employee", label="USB-1", **words):
        """Asked, approved, checked out and sealed: the request and its package."""
        request = self.ask_and_approve(who, medium=label, **words)
        self.check_out(request, words.get("holder", who), label)
        return request, self.seal(request, who, label)

    # --- the insider -------------------------------------------------------------------------------

    def insider(self, who="employee"):
        return Insider(self, who)

    def draft(self, who, *arguments, status=0):
        """What the official program would append, without appending it: (token, annex rows).

        Tried on a copy of store and state, which nobody else ever sees."""
        with tempfile.TemporaryDirectory(dir=self.path) as scratch:
            copy = Office(scratch, self.facts)
            shutil.copy(self.store.path, copy.store.path)
            shutil.copytree(self.at("state-" + who), copy.at("state-" + who))
            shutil.copy(self.identity(who), copy.identity(who))
            size = self.store.head()["size"]
            environment = copy._environment(who)
            clock = [SHIFTED, self.shift] if self.shift else []
            done = subprocess.run([*clock, "sekisho", *arguments], cwd=self.path, env=environment, text=True,
                                  stdin=subprocess.DEVNULL, capture_output=True)
            expect(done.returncode == status, f"draft: {who}: {arguments}\n{done.stderr}")
            token = copy.store.tokens()[size]
            parts = core.read(token).claims.get("annex") or {}
            return token, {name: copy.store.annex(commitment) for name, commitment in parts.items()}

    # --- making one --------------------------------------------------------------------------------

    def copy(self, path):
        shutil.copytree(self.path, path, symlinks=True)
        return Office(path, self.facts)

    def save(self):
        with open(self.at("facts.json"), "w", encoding="utf-8") as file:
            json.dump(self.facts, file)

    @classmethod
    def load(cls, path):
        with open(os.path.join(path, "facts.json"), encoding="utf-8") as file:
            return cls(path, json.load(file))

    def enrol(self, who, name, department, role):
        self.do(who, "identity", "new", "--no-passphrase")
        self.do(who, "identity", "show", "--card", self.at(f"{who}.card"))
        self.facts["people"][who] = self.do("officer", "member", "add", "--name", name, "--dept", department,
                                            "--role", role, "--card", self.at(f"{who}.card"))
        self.do(who, "join", "--store", self.store.path, "--genesis", self.facts["genesis"])

    def add_medium(self, label):
        os.makedirs(self.mount(label))
        self.do("it", "media", "register", self.mount(label), "--label", label)


def charter_with_mail_domains(path):
    """The small office's rules, but mail goes only to two domains."""
    with tempfile.TemporaryDirectory() as scratch:
        template = Office(scratch)
        template.shift = FOUNDED
        template.do("officer", "init", "--org", "Template", "--officer", "Sato", "--no-input")
        text = template.do("officer", "charter", "show")
    domains = json.dumps(MAIL_DOMAINS)
    changed = text.replace("mail-domains = []", f"mail-domains = {domains}")
    expect(changed != text, "the template has no line for mail domains")
    with open(path, "w", encoding="utf-8") as file:
        file.write(changed)


def found(path):
    """A new office at `path`, with a history."""
    office = Office(path, {"people": {"officer": "P1"}})
    office.shift = FOUNDED
    charter_with_mail_domains(office.at("charter.toml"))
    office.facts["genesis"] = office.do(
        "officer", "init", "--org", "Example Office", "--officer", "Sato", "--no-input",
        "--charter", office.at("charter.toml"), "--escrow-out", office.at("escrow"))
    for person in PEOPLE:
        office.enrol(*person)
    for label in MEDIA:
        office.add_medium(label)
    live_a_little(office)
    office.shift = None
    office.save()
    return office


def live_a_little(office):
    """One of each: what an insider finds in the record to learn from."""
    request, package = office.take_out(label="USB-9")
    office.do("guard", "gate", office.mount("USB-9"))
    office.do("employee", "open", package, "-C", office.at("opened"))
    shutil.rmtree(office.at("opened"))
    office.do("officer", "escrow-audit", package, "--escrow-key", office.at("escrow", "escrow-1.txt"))
    with open(os.path.join(office.mount("USB-9"), "stray.txt"), "w", encoding="utf-8") as file:
        file.write("stray\n")
    office.run("guard", "gate", office.mount("USB-9"), status=3)
    office.do("it", "media", "return", "USB-9", office.mount("USB-9"))
    office.do("it", "wipe", office.mount("USB-9"), "--confirm", "USB-9", "--no-input", "--best-effort",
              "--certificate", office.at("wipe.json"))
    office.do("helper", "wipe-verify", office.at("wipe.json"), "--how", "report",
              "-o", office.at("verified.json"))
    for who, decision in (("manager", "deny"), ("manager", "revoke")):
        request = office.ask_and_approve() if decision == "revoke" else office.ask()
        office.do(who, decision, request, "--reason", "not now")
    office.do("employee", "withdraw", office.ask())
    office.do("it", "media", "lost", "USB-8", "--last-seen", core.when(-11), "--found-missing",
              core.when(-10.5), "--place", "on the train")
    office.do("helper", "media", "found", "USB-8")
    office.do("helper", "media", "return", "USB-8", office.mount("USB-8"))
