#!/usr/bin/env python3
"""The manual says what --help says: man_page.py PROGRAM MANUAL

Both of our programs: faultscope.1 is written in man(7) and has the texts of --help, faultbox.1 in mdoc(7) with longer
ones, so that there synopses, options and defaults are compared."""

import pathlib
import re
import subprocess
import sys
import unittest

PROGRAM, MANUAL = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2])

# Macros of mdoc(7) that mark words and print nothing of their own.
MARKS = {"Ar", "Cm", "Dq", "It", "Li", "Nm", "Pa", "Sq", "Xr"}
MDOC_MACROS = MARKS | {"Bd", "Bl", "Dd", "Dl", "Dt", "Ed", "El", "Fl", "Nd", "Ns", "Op", "Os", "Pp", "Sh"}
MAN_MACROS = {"B", "BR", "PP", "SH", "SS", "TH", "TP", "fi", "nf"}
CLOSING = {",", ".", ":", ";", ")"}


def words(text: str) -> str:
    return " ".join(text.split())


def mdoc_line(line: str) -> str:
    """What a line of macros prints: ".Op Fl -store Ar dir" is "[--store dir]"."""
    text, joins, is_flag, open_brackets = "", True, False, 0
    for word in line[1:].split():
        if word in MARKS:
            continue
        if word == "Ns":
            joins = True
        elif word == "Fl":
            is_flag = True
        elif word == "Op":
            text += ("" if joins else " ") + "["
            open_brackets, joins = open_brackets + 1, True
        else:
            text += ("" if joins or word in CLOSING else " ") + ("-" if is_flag else "") + word
            joins, is_flag = False, False
    return text + "]" * open_brackets


def plain_text(page: str) -> str:
    """The page without macros, as one line of words."""
    lines = []
    for line in page.splitlines():
        if not line.startswith("."):
            lines.append(re.sub(r"\\f[BR]", "", line))
        elif page.startswith(".Dd"):
            lines.append(mdoc_line(line))
        else:
            lines.append(re.sub(r"^\.[A-Z]* *", "", line))
    return words("\n".join(lines).replace(r"\&", ""))


def synopsis_of(page: str) -> str:
    [section] = re.findall(r"^\.S[hH] SYNOPSIS\n(.*?)^\.S[hH] ", page, re.M | re.S)
    return plain_text(page.splitlines()[0] + "\n" + section)


class Help:
    """What a verb prints of itself."""

    def __init__(self, verb: str) -> None:
        self.text = subprocess.run([PROGRAM, verb, "--help"], check=True, text=True, stdout=subprocess.PIPE).stdout
        usage, _, self.rest = self.text.partition("\n\n")
        self.synopsis = words(usage).removeprefix(f"usage: {PROGRAM.name} ")
        self.option_lines = re.findall(r"^ +(--?\w.*)$", self.rest, re.M)
        self.explained = set(re.findall(r"(?:^ +|, )(--?[a-z-]+)", self.rest, re.M))

    def options(self) -> set[str]:
        return set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", self.synopsis))

    def description(self) -> str:
        return words(self.rest.partition("\n\n")[0])

    def exit_status(self) -> str:
        _, mark, text = self.rest.partition("Exit status:")
        return words((mark + text).partition("\n\n")[0])


def verbs() -> list[str]:
    """Of faultscope "  decode   explain ...", of faultbox "usage: faultbox harvest [...". """
    text = subprocess.run([PROGRAM, "--help"], check=True, text=True, stdout=subprocess.PIPE).stdout
    return re.findall(r"^  ([a-z]+)  +\w", text, re.M) or re.findall(rf"{PROGRAM.name} ([a-z]+) ", text)


class ManPage(unittest.TestCase):
    def setUp(self) -> None:
        self.page = MANUAL.read_text()
        self.text = plain_text(self.page)
        self.helps = {verb: Help(verb) for verb in verbs()}
        self.assertGreaterEqual(len(self.helps), 5)

    def test_synopses_are_equal(self) -> None:
        synopses = synopsis_of(self.page).lower()
        for verb, told in self.helps.items():
            self.assertIn(f"{told.synopsis.lower()} ", synopses + " ", verb)
        manuals = set(re.findall(rf"(?:^|(?<=[ ])){PROGRAM.name} ([a-z]+)", synopses)) or set(self.helps)
        self.assertEqual(manuals - set(self.helps), set())

    def test_help_explains_the_options_of_its_synopsis(self) -> None:
        for verb, told in self.helps.items():
            self.assertEqual(told.options(), told.explained, verb)

    def test_the_manual_explains_every_option(self) -> None:
        items = " ".join(re.findall(r"^\.It Fl (.*)$", self.page, re.M)).split()
        for verb, told in self.helps.items():
            if self.is_mdoc():
                self.assertEqual({option for option in told.explained if option[1:] not in items}, set(), verb)
                continue
            for line in told.option_lines:
                self.assertIn(words(line), self.text, verb)

    def test_defaults_are_the_manuals(self) -> None:
        for verb, told in self.helps.items():
            for default in re.findall(r"\(default:? ([^)]*)\)", told.text):
                for value in default.split(", "):
                    self.assertIn(value, self.text, verb)

    def test_descriptions_are_the_manuals(self) -> None:
        for verb, told in self.helps.items():
            if self.is_mdoc():
                self.assertRegex(self.page, rf"(?m)^(\.It Cm {verb}|\.Sh {verb.upper()})$")
            else:
                self.assertIn(told.description(), self.text, verb)

    def test_exit_statuses_are_the_manuals(self) -> None:
        told = {verb: help_.exit_status() for verb, help_ in self.helps.items()}
        self.assertTrue(any(told.values()))
        if self.is_mdoc():
            listed = set(re.findall(r"^\.It ([0-9])$", self.page, re.M))
            self.assertEqual(listed, set(re.findall(r"(?<=[ ,])([0-9]) [a-z]", " ".join(told.values()))))
            return
        for verb, text in told.items():
            # A list of statuses in the manual has no marks between them.
            as_list = text.removeprefix("Exit status: ").replace(";", "").removesuffix(".")
            self.assertTrue(text in self.text or as_list in self.text, f"{verb}: {text}")

    def is_mdoc(self) -> bool:
        return self.page.startswith(".Dd")


    def test_no_text_is_taken_for_a_macro(self) -> None:
        known = MDOC_MACROS if self.is_mdoc() else MAN_MACROS
        for line in self.page.splitlines():
            if line.startswith("."):
                macro, *rest = line[1:].split()
                self.assertIn(macro, known, line)
                # mdoc(7): %A to %V are macros too, on any line of macros.
                self.assertFalse(self.is_mdoc() and re.search(r"(^| )%[A-Z]( |$)", " ".join(rest)), line)


class Mdoc(unittest.TestCase):
    def test_macros(self) -> None:
        self.assertEqual(mdoc_line(".Op Fl -store Ar dir"), "[--store dir]")
        self.assertEqual(mdoc_line(".Op Fl -mark | Fl -check"), "[--mark | --check]")
        self.assertEqual(mdoc_line(".Op Fl -ramoops Ar file Ns Op : Ns Ar setting Ns = Ns Ar n , Ns Ar ..."),
                         "[--ramoops file[:setting=n,...]]")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
