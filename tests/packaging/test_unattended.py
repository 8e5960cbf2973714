"""The timers of the three systems start the command that exists, keep no secret, and leave nothing running."""

import configparser
import plistlib
import re
import shlex
from pathlib import Path

import pytest
import typer
from typer.core import TyperGroup

import downtime_desk.cli.commands  # noqa: F401 - all commands are known
from downtime_desk.cli import app

HERE = Path(__file__).parents[2] / "packaging" / "unattended"
FILES = sorted(each.name for each in HERE.iterdir())


def command(name: str) -> str:
    """Return the words that start the program in a unit."""
    text = (HERE / name).read_text()
    if name.endswith(".service"):
        return unit(name)["Service"]["ExecStart"]
    if name.endswith(".plist"):
        return str(plistlib.loads(text.encode())["ProgramArguments"][-1])
    (arguments,) = re.findall(r"<Arguments>(.*)</Arguments>", text)
    return arguments


def unit(name: str) -> configparser.ConfigParser:
    read = configparser.ConfigParser(interpolation=None)
    read.optionxform = str  # type: ignore[assignment, method-assign]
    read.read_string((HERE / name).read_text())
    return read


@pytest.mark.parametrize("name", [name for name in FILES if not name.endswith(".timer")])
def test_each_starts_the_command_with_options_it_has(name: str) -> None:
    words = command(name).partition("downtime-desk")[2]
    words = words.partition("downtime-desk")[2] if "downtime-desk" in words else words
    given = shlex.split(words.strip('" ').partition(";")[0].replace('"', ""))
    group = typer.main.get_command(app)
    assert isinstance(group, TyperGroup)
    known = {option for each in group.commands[given[0]].params for option in each.opts}
    assert given[0] == "refresh"
    assert "--unattended" in given
    assert {each for each in given if each.startswith("--")} <= known


def test_the_timer_of_systemd_names_its_service_by_its_own_name_and_runs_four_times_an_hour() -> None:
    timer = unit("downtime-desk-refresh.timer")
    assert "Unit" not in timer["Timer"]
    assert (HERE / "downtime-desk-refresh.service").exists()
    assert timer["Timer"]["OnCalendar"] == "*:0/15"
    assert unit("downtime-desk-refresh.service")["Service"]["Type"] == "oneshot"


def test_no_two_run_at_once_on_windows_and_none_for_ever() -> None:
    text = (HERE / "downtime-desk-refresh.xml").read_text()
    assert "<MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>" in text
    assert "<ExecutionTimeLimit>PT25M</ExecutionTimeLimit>" in text
    assert "<Interval>PT15M</Interval>" in text


def test_the_page_about_it_names_every_file_and_command() -> None:
    page = (HERE.parents[1] / "docs" / "unattended.md").read_text()
    for name in FILES:
        assert Path(name).stem in page, name
