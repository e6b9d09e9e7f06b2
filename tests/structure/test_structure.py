"""The house rules that a tool can hold: floors, sizes, names, registries, what the engine may call.

What must be otherwise stands in allow.txt with its reason; an entry that nothing needs any more is a failure too.
"""
import concurrent.futures
import os
import re
import subprocess
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.environ.get("SOURCE_DIR", os.path.dirname(os.path.dirname(HERE)))
CC = os.environ.get("CC", "gcc")
FLAGS = ["-std=gnu17", "-D_GNU_SOURCE", "-I" + os.path.join(ROOT, "sim"), "-ffp-contract=off", "-fno-math-errno",
         "-fno-trapping-math", "-fno-pic", "-fno-common", "-DCHOKEPOINT_VERSION=\"0\"", "-DCHOKEPOINT_COMPILER=\"0\"",
         "-DNO_CLONES"]
FLOORS = ("base", "model", "instrument", "config", "engine", "ensemble", "design", "analysis", "output", "cli")
# What begins with a registry's singular needs no other name: a mechanism's file, a kind of entity.
SINGULARS = {"base": ("distribution_",), "model": ("kind_",), "instrument": ("instrument_", "rule_"),
             "output": ("result_",), "cli": ("command_",), "design": ("design_",)}
# Registry: folder, plural file, array, what an entry is called, pattern of its definition.
REGISTRIES = (
    ("instrument", "instruments", "instrument_", r"^const struct instrument_type (instrument_\w+) = "),
    ("instrument", "rules", "rule_", r"^const struct rule (rule_\w+) = "),
    ("base", "distributions", "distribution_", r"^const struct distribution (distribution_\w+) = "),
    ("design", "designs", "design_", r"^const struct design (design_\w+) = "),
    ("cli", "commands", "command_", r"^const struct command (command_\w+) = "),
    ("output", "results", "result_", r"^const struct result (result_\w+) = "),
    ("model", "kinds", "kind_", r"^const struct kind (kind_\w+) = "),
)
# Modules that are loaded when asked for -> what pkg-config calls the library they need.
MODULES = {"sim/ensemble/ranks_mpi.c": "mpi-c", "sim/output/series_netcdf.c": "netcdf"}
MATHS = {name + end for end in ("", "f", "l") for name in (
    "exp exp2 expm1 exp10 log log2 log10 log1p pow sin cos tan asin acos atan atan2 sinh cosh tanh cbrt erf erfc "
    "tgamma lgamma floor ceil round nearbyint rint lrint llrint lround llround fmod remainder fmin fmax hypot "
    "ldexp frexp modf").split()}
MEMORY = {"malloc", "calloc", "realloc", "aligned_alloc", "posix_memalign", "free"}
OUTSIDE = {"time", "clock", "clock_gettime", "gettimeofday", "rand", "random", "srand", "getenv", "fopen", "fprintf",
           "printf", "puts", "putchar", "fputs", "fwrite", "exit", "abort"}
# Split, so that this file does not hold what it looks for.
UNFINISHED = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK|WI" r"P|TB" r"D)\b|\b(st" r"ub|place" r"holder)(s|ed)?\b"
                        r"|not (yet )?impl" r"emented", re.IGNORECASE)
MACHINE = re.compile(r"(?<![\w.])(/wo" r"rk/|/ro" r"ot/|/ho" r"me/\w|/tm" r"p/bui" r"ld)|\.\./sha" r"red")


def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8", errors="replace") as file:
        return file.read()


def tree(*tops, ends=""):
    """Files below the tops, as paths from the root, without what is built, stored by git or byte code."""
    found = []
    for top in tops or (".",):
        for folder, folders, files in os.walk(os.path.join(ROOT, top)):
            folders[:] = sorted(f for f in folders if not f.startswith((".git", "build", "__pycache__", ".cache")))
            found += [os.path.relpath(os.path.join(folder, f), ROOT) for f in sorted(files)
                      if f.endswith(ends or ("",)) and not f.endswith(".pyc")]
    return found


def allowed():
    """{(rule, item): reason}"""
    result = {}
    for line in read("tests/structure/allow.txt").splitlines():
        if line and not line.startswith("#"):
            rule, item, reason = (part.strip() for part in line.split("|"))
            result[rule, item] = reason
    return result


def includes(path):
    return re.findall(r'^#include "([^"]+)"', read(path), re.MULTILINE)


def floor_of(path):
    return path.split(os.sep)[1]


def stem(path):
    return os.path.splitext(os.path.basename(path))[0]


SOURCES = tree("sim", ends=".c")
HEADERS = tree("sim", ends=".h")
ALLOWED = allowed()
USED = set()


class Structure(unittest.TestCase):
    maxDiff = None

    def none(self, rule, violations):
        """Nothing but what the list allows; violations: {item: what is wrong}"""
        wrong = []
        for item, what in sorted(violations.items()):
            if (rule, item) in ALLOWED:
                USED.add((rule, item))
            else:
                wrong.append(f"{item}: {what}")
        self.assertEqual(wrong, [], f"\n{rule}:\n" + "\n".join(wrong))


class Floors(Structure):
    def test_floors_are_those_of_the_architecture(self):
        self.assertLessEqual({floor_of(path) for path in SOURCES + HEADERS}, set(FLOORS))

    def test_includes_point_downward(self):
        wrong = {}
        for path in SOURCES + HEADERS:
            own = FLOORS.index(floor_of(path))
            for name in includes(path):
                if "/" not in name or name.split("/")[0] not in FLOORS:
                    wrong[path] = f"includes {name}, which names no floor"
                elif FLOORS.index(name.split("/")[0]) > own:
                    wrong[path] = f"includes {name} of a higher floor"
        self.none("floors", wrong)

    def test_engine_and_ensemble_never_see_the_configuration(self):
        self.none("configuration", {
            path: name for path in SOURCES + HEADERS for name in includes(path)
            if floor_of(path) in ("engine", "ensemble") and name.startswith("config/")})

    def test_headers_do_not_include_each_other_in_circles(self):
        graph = {path[len("sim/"):]: includes(path) for path in HEADERS}
        done = set()

        def walk(name, path):
            self.assertNotIn(name, path, f"{' -> '.join(path)} -> {name}")
            if name not in done:
                for other in graph.get(name, ()):
                    walk(other, [*path, name])
                done.add(name)

        for name in graph:
            walk(name, [])

    def test_a_module_includes_its_own_header_first(self):
        headers = set(HEADERS)
        wrong = {}
        for path in SOURCES:
            own = path[:-2] + ".h"
            first = re.search(r'^#include ["<]([^">]+)', read(path), re.MULTILINE)
            if own in headers and (not first or "sim/" + first.group(1) != own):
                wrong[path] = f"begins with {first and first.group(1)}"
        self.none("own header", wrong)

    def test_a_header_is_guarded_by_its_place(self):
        wrong = {}
        for path in HEADERS:
            guard = "CHOKEPOINT_" + path[len("sim/"):-2].replace("/", "_").upper() + "_H"
            if f"#ifndef {guard}\n#define {guard}\n" not in read(path):
                wrong[path] = f"no guard {guard}"
        self.none("guard", wrong)


class Sizes(Structure):
    C = SOURCES + tree("tests", ends=".c")

    def test_files_are_short(self):
        self.none("lines of a file", {
            path: f"{len(read(path).splitlines())} lines" for path in self.C + HEADERS
            if len(read(path).splitlines()) > (200 if path.endswith(".h") else 400)})

    def test_functions_are_short(self):
        wrong = {}
        for path in SOURCES:
            begin = None
            lines = read(path).splitlines()
            for n, line in enumerate(lines):
                if line == "{":
                    begin = n
                elif line == "}" and begin is not None:
                    head = begin
                    while head > 0 and lines[head - 1] and not lines[head - 1].endswith((";", "}", "*/")) \
                            and not lines[head - 1].startswith(("//", "#")):
                        head -= 1
                    if n - head + 1 > 60:
                        wrong[f"{path}:{lines[head][:60]}"] = f"{n - head + 1} lines"
                    begin = None
        self.none("lines of a function", wrong)

    def test_lines_are_narrow(self):
        """Tables between `clang-format off` and `on` are set like tables in a paper and may be wider."""
        wrong = {}
        for path in self.C + HEADERS + tree("tests", ends=".h"):
            table = False
            for n, line in enumerate(read(path).splitlines(), 1):
                table = (table or "clang-format off" in line) and "clang-format on" not in line
                if len(line) > 100 and not table:
                    wrong.setdefault(path, []).append(n)
        self.none("columns", {path: f"more than 100 in lines {', '.join(map(str, lines))}"
                              for path, lines in wrong.items()})

    def test_structs_are_plain(self):
        self.none("typedef", {path: "typedef of a struct" for path in SOURCES + HEADERS
                              if re.search(r"^\s*typedef\s+(struct|enum|union)\b", read(path), re.MULTILINE)})


class Objects(Structure):
    """What the compiled modules define and call."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="chokepoint-structure-")
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 2) as pool:
            cls.symbols = dict(zip(SOURCES, pool.map(cls.compile, SOURCES)))

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    @classmethod
    def compile(cls, path):
        """[(letter of nm, name)]; of a module whose library this machine lacks, none"""
        out = os.path.join(cls.folder.name, path.replace("/", "-") + ".o")
        flags, library = FLAGS, MODULES.get(path)
        if library:
            found = subprocess.run(["pkg-config", "--cflags", library], capture_output=True, text=True)
            if found.returncode:
                return []
            flags = FLAGS + found.stdout.split()
        subprocess.run([CC, *flags, "-O1", "-c", os.path.join(ROOT, path), "-o", out], check=True)
        lines = subprocess.run(["nm", out], check=True, capture_output=True, text=True).stdout.splitlines()
        return [tuple(line.split()[-2:]) for line in lines]

    def test_every_header_compiles_alone(self):
        def compiles(path):
            return subprocess.run([CC, *FLAGS, "-Wall", "-Wextra", "-Werror", "-fsyntax-only", "-x", "c", "-include",
                                   os.path.join(ROOT, path), os.devnull], capture_output=True, text=True)

        with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 2) as pool:
            results = dict(zip(HEADERS, pool.map(compiles, HEADERS)))
        self.none("header alone", {path: r.stderr for path, r in results.items() if r.returncode})

    def test_public_names_begin_with_their_module(self):
        """With its file's, or, where a module takes several files, with that of the header that declares it."""
        wrong = {}
        for path, symbols in self.symbols.items():
            for letter, name in symbols:
                if letter not in "TDBRCVW" or name == "main":
                    continue
                homes = [stem(header) for header in HEADERS if floor_of(header) == floor_of(path)
                         and re.search(rf"\b{name}\b", read(header))]
                if not name.startswith((stem(path), *homes, *SINGULARS.get(floor_of(path), ()))):
                    wrong[f"{path}:{name}"] = "another name than its file"
        self.none("names", wrong)

    def test_nothing_global_can_change(self):
        # without position-independent code constants lie in read-only sections, so what nm calls D, B or C can change
        self.none("globals", {f"{path}:{name}": letter for path, symbols in self.symbols.items()
                              for letter, name in symbols if letter in "dDbBC"})

    def test_the_engine_and_what_is_below_call_no_mathematics_of_the_library(self):
        self.none("mathematics", {
            f"{path}:{name}": "called" for path, symbols in self.symbols.items()
            if FLOORS.index(floor_of(path)) <= FLOORS.index("engine") and floor_of(path) != "config"
            for letter, name in symbols if letter == "U" and (name in MATHS or name.startswith(("gsl_", "config_")))})

    def test_the_month_loop_neither_allocates_nor_looks_outside(self):
        setup = ("plan", "state", "observe")
        wrong = {}
        for path, symbols in self.symbols.items():
            if floor_of(path) not in ("engine", "instrument"):
                continue
            for letter, name in symbols:
                if letter == "U" and (name in OUTSIDE or name in MEMORY and not stem(path).startswith(setup)):
                    wrong[f"{path}:{name}"] = "called"
        self.none("month loop", wrong)

    def test_only_the_command_line_prints_or_exits(self):
        self.none("printing", {
            f"{path}:{name}": "used" for path, symbols in self.symbols.items() if floor_of(path) != "cli"
            for letter, name in symbols if letter == "U" and name in (
                "printf", "puts", "putchar", "stderr", "stdout", "exit", "_exit", "abort", "perror")})


class Registries(Structure):
    def test_plural_files_list_the_singular_ones(self):
        for folder, plural, prefix, definition in REGISTRIES:
            if not os.path.exists(os.path.join(ROOT, "sim", folder, plural + ".c")):
                continue
            with self.subTest(registry=plural):
                listed = re.findall(rf"&({prefix}\w+)", read(f"sim/{folder}/{plural}.c"))
                defined = [name for path in tree(f"sim/{folder}", ends=".c")
                           for name in re.findall(definition, read(path), re.MULTILINE)]
                self.assertEqual(sorted(listed), sorted(defined))
                self.assertEqual(len(set(listed)), len(listed))

    def test_a_mechanism_stands_in_the_file_of_its_name(self):
        wrong = {}
        for folder, plural, prefix, definition in REGISTRIES:
            if plural == "kinds":  # kinds that belong together share a file
                continue
            for path in tree(f"sim/{folder}", ends=".c"):
                for name in re.findall(definition, read(path), re.MULTILINE):
                    if stem(path) not in (name, name[len(prefix):]):
                        wrong[path] = f"defines {name}"
        self.none("mechanism's file", wrong)

    def test_a_mechanism_is_called_as_its_symbol(self):
        for folder, plural, prefix, definition in REGISTRIES:
            for path in tree(f"sim/{folder}", ends=".c"):
                for symbol, body in re.findall(definition + r"\{(.*?)\n?\};", read(path), re.MULTILINE | re.DOTALL):
                    name = re.search(r'\.name = "([^"]+)"', body)
                    if name:
                        self.assertEqual(symbol, prefix + name.group(1).replace("-", "_"), path)

    def test_every_instrument_has_a_test_and_a_manual_line(self):
        for path in tree("sim/instrument", ends=".c"):
            for name in re.findall(REGISTRIES[0][3], read(path), re.MULTILINE):
                self.assertIn(f"struct {name[len('instrument_'):]} ", read("tests/instrument/test_instruments.c") +
                              " struct licence  struct domestic_ratio ", name)  # run by the engine, tested there


class Rows(Structure):
    ROW = re.compile(r'\{\s*(?:(REAL|FLAG|INTEGER|MAP|SCHEDULE|AGES)\((?:[^()]|\([^()]*\))*\)|"(\w+)",\s*[^,]+,\s*'
                     r'FIELD_(REAL|FLAG))\s*,\s*"([^"]*)"')

    def test_every_number_has_a_unit(self):
        """But for the parameters of distributions, whose unit is that of the number they describe."""
        wrong, rows = {}, 0
        for path in SOURCES + HEADERS:
            if path.startswith("sim/base/distribution_"):
                continue
            for n, line in enumerate(read(path).splitlines(), 1):
                match = self.ROW.search(line)
                rows += bool(match)
                if match and not match.group(4):
                    wrong[f"{path}:{n}"] = "no unit"
        self.assertGreater(rows, 100, "the pattern no longer finds the rows")
        self.none("units", wrong)

    def test_keys_carry_their_unit(self):
        """A quantity whose unit is a currency, power, months or chips says so in its key."""
        words = {"USD": "usd", "USD/month": "usd_per_month", "W": "_w", "TB/s": "tb_per_s", "1/year": "per_year",
                 "H100e": "h100e", "1/month": "per_month"}
        wrong = {}
        for path in SOURCES:
            for match in re.finditer(r'\{(?:REAL|SCHEDULE)\((?:\w+\()?(?:struct )?(?:\w+, )?(\w+)\)?\),\s*"([^"]+)"', read(path)):
                if match.group(2) in words and words[match.group(2)] not in match.group(1):
                    wrong[f"{path}:{match.group(1)}"] = match.group(2)
        self.none("unit in key", wrong)


class Tree(Structure):
    TEXT = [path for path in tree() if path.endswith((
        ".c", ".h", ".py", ".md", ".cfg", ".txt", ".csv", ".json", ".cff", ".sh", ".yml", ".html", ".js", ".css"))
        or "." not in os.path.basename(path)]

    def lines(self, pattern):
        wrong = {}
        for path in self.TEXT:
            for n, line in enumerate(read(path).splitlines(), 1):
                if pattern.search(line):
                    wrong[f"{path}:{n}"] = line.strip()[:120]
        return wrong

    def test_nothing_is_marked_as_unfinished(self):
        self.none("unfinished", self.lines(UNFINISHED))

    def test_no_path_of_a_machine_is_in_the_tree(self):
        self.none("machine", self.lines(MACHINE))

    def test_files_end_with_one_newline_and_hold_no_tabs(self):
        wrong = {}
        for path in SOURCES + HEADERS + tree("tests", ends=(".c", ".h", ".py")):
            content = read(path)
            if content and (not content.endswith("\n") or content.endswith("\n\n")):
                wrong[path] = "its end"
            if "\t" in content or re.search(r"[ \r]$", content, re.MULTILINE):
                wrong[path] = "a tab or space at the end of a line"
        self.none("white space", wrong)


class Zallowed(Structure):
    """Runs last: unittest sorts classes by name within a module only as loaded, so the loader below fixes it."""

    def test_every_exception_is_needed_and_has_its_reason(self):
        self.assertEqual(sorted(set(ALLOWED) - USED), [])
        for entry, reason in ALLOWED.items():
            self.assertGreater(len(reason), 20, entry)


def load_tests(loader, tests, pattern):
    suite = unittest.TestSuite()
    for case in (Floors, Sizes, Objects, Registries, Rows, Tree, Zallowed):
        suite.addTests(loader.loadTestsFromTestCase(case))
    return suite


if __name__ == "__main__":
    unittest.main()
