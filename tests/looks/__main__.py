"""Draws the picture of the posts anew: `python -m tests.looks`, or `python -m tests.looks other.png`."""

import shutil
import subprocess
import sys
import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageChops

from tests.looks.mockup import page
from tests.looks.scenes import SCENES

PICTURE = Path(__file__).parents[2] / "docs" / "pictures" / "posts.png"
WIDTH, ROOM, EDGE = 1000, 3000, 18
"""Pixels; the picture is cut below the last post."""
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def draw(browser: str) -> Image.Image:
    """A screenshot of all scenes, without the empty rest."""
    with tempfile.TemporaryDirectory() as folder:
        source, shot = Path(folder, "posts.html"), Path(folder, "posts.png")
        source.write_text(page([made() for made in SCENES.values()]), encoding="utf-8")
        flags = ("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--user-data-dir={folder}/profile")
        asked = [browser, *flags, f"--screenshot={shot}", f"--window-size={WIDTH},{ROOM}", source.as_uri()]
        subprocess.run(asked, check=True, capture_output=True, timeout=120)
        whole = Image.open(BytesIO(shot.read_bytes())).convert("RGB")
    ground = Image.new("RGB", whole.size, whole.getpixel((0, 0)))
    used = ImageChops.difference(whole, ground).getbbox() or (0, 0, WIDTH, ROOM)
    return whole.crop((0, 0, WIDTH, min(used[3] + EDGE, whole.height)))


def main() -> int:
    """2 when there is no browser to draw with."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        print(f"No browser found; one of these is needed: {', '.join(BROWSERS)}", file=sys.stderr)
        return 2
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else PICTURE
    draw(browser).quantize(128, dither=Image.Dither.NONE).save(target, optimize=True)
    print(f"{target}: {target.stat().st_size // 1024} KB")
    return 0


sys.exit(main())
