"""Importing Tocsin does nothing: no file written, no socket, no process, no thread, no need of the environment."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

PROBE = '''
import sys
noise = []
def ours():
    """Whether the nearest frame that is not of the standard library is one of bot's: a library's own noise is not ours."""
    frame = sys._getframe(2)
    while frame:
        name = frame.f_code.co_filename
        if "site-packages" in name:
            return False
        if "/bot/" in name:
            return True
        frame = frame.f_back
    return False
def hook(event, args):
    loud = event in {"socket.connect", "socket.bind", "subprocess.Popen", "os.mkdir", "os.putenv"}
    if event == "open" and isinstance(args[1], str) and set(args[1]) & set("wax+"):
        loud = True
    if loud and ours():
        noise.append(f"{event} {args}")
sys.addaudithook(hook)
sys.dont_write_bytecode = True
import importlib, pkgutil, threading
import bot
for module in pkgutil.walk_packages(bot.__path__, "bot."):
    if module.name == "bot.storage.migrations" or module.name.startswith("bot.storage.migrations."):
        continue  # Alembic loads these itself, inside a migration
    importlib.import_module(module.name)
if threading.active_count() > 1:
    noise.append("a thread")
print("\\n".join(noise))
'''


def test_importing_every_module_is_quiet():
    """Rule 5 of the house: nothing happens at import, and an empty environment is enough."""
    done = subprocess.run([sys.executable, "-c", PROBE], cwd=ROOT, env={}, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.strip() == ""


def test_help_does_not_load_heavy_libraries():
    """`tocsin --help` answers at once: no Discord, no database, no model is loaded for it."""
    probe = (
        "import sys; from bot.cli import run_command; code = run_command(['--help']);"
        "heavy = {'discord', 'sqlalchemy', 'trafilatura', 'sklearn', 'feedparser', 'numpy'} & set(sys.modules);"
        "sys.exit(f'loaded: {heavy}' if heavy else code)"
    )
    done = subprocess.run([sys.executable, "-c", probe], cwd=ROOT, env={}, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr[-2000:]
    assert "demo" in done.stdout
