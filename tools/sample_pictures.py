# ruff: noqa: E501 - a drawing is long lines of coordinates
"""Draws the sample coverage's pictures: `.venv/bin/python tools/sample_pictures.py` (needs Chromium)."""

import base64
import math
import random
import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright

TARGET = Path(__file__).parent.parent / "src/onrecord/render/assets/sample"
WIDTH, HEIGHT = 1200, 675
QUALITY = 78  # flat colours and soft gradients: above this only the files grow


def sky(*stops: str) -> str:
    colours = "".join(f'<stop offset="{n / (len(stops) - 1)}" stop-color="{c}"/>' for n, c in enumerate(stops))
    return (
        f'<linearGradient id="sky" x1="0" y1="0" x2="0" y2="1">{colours}</linearGradient>'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="url(#sky)"/>'
    )


def wave(y: float, height: float, length: float, colour: str, phase: float = 0.0, opacity: float = 1.0) -> str:
    """A band of water from `y` to the bottom edge, its crest a sine with pointed tops."""
    points = []
    for x in range(0, WIDTH + 8, 8):
        turn = x / length * math.tau + phase
        points.append(f"{x},{y - height * (abs(math.sin(turn / 2)) ** 1.6) + height / 2:.1f}")
    return f'<polygon points="0,{HEIGHT} {" ".join(points)} {WIDTH},{HEIGHT}" fill="{colour}" opacity="{opacity}"/>'


def cloud(x: float, y: float, size: float, colour: str, opacity: float = 0.8) -> str:
    puffs = ((0, 0, 1.0, 0.3), (-0.7, 0.1, 0.7, 0.22), (0.75, 0.08, 0.8, 0.24), (0.2, -0.18, 0.6, 0.24))
    ellipses = "".join(
        f'<ellipse cx="{x + dx * size:.0f}" cy="{y + dy * size:.0f}" rx="{rx * size:.0f}" ry="{ry * size:.0f}"/>'
        for dx, dy, rx, ry in puffs
    )
    return f'<g fill="{colour}" opacity="{opacity}" filter="url(#soft)">{ellipses}</g>'


def rain(seed: int, drops: int, colour: str, slant: float = 14) -> str:
    rng = random.Random(seed)  # noqa: S311 - the same rain each time
    lines = []
    for _ in range(drops):
        x, y, long = rng.uniform(-40, WIDTH), rng.uniform(0, HEIGHT), rng.uniform(14, 40)
        lines.append(f"M{x:.0f} {y:.0f}l{slant * long / 40:.1f} {long:.0f}")
    return f'<path d="{"".join(lines)}" stroke="{colour}" stroke-width="1.6" opacity=".35" fill="none"/>'


def houses(seed: int, base: float, colours: tuple[str, ...], *, lit: float, low: float = 60, high: float = 150) -> str:
    """A row of gabled houses standing on `base`; `lit` is the share of windows with light in them."""
    rng = random.Random(seed)  # noqa: S311 - the same town each time
    x, parts = -20.0, []
    while x < WIDTH:
        wide, tall = rng.uniform(48, 96), rng.uniform(low, high)
        gable = rng.uniform(0.25, 0.55) * wide
        top = base - tall
        parts.append(
            f'<polygon points="{x:.0f},{base} {x:.0f},{top:.0f} {x + wide / 2:.0f},{top - gable:.0f} '
            f'{x + wide:.0f},{top:.0f} {x + wide:.0f},{base}" fill="{rng.choice(colours)}"/>'
        )
        for row in range(int(tall // 40)):
            for column in range(int(wide // 30)):
                glow = "#f3c76a" if rng.random() < lit else "#1a2c3a"
                parts.append(
                    f'<rect x="{x + 12 + column * 28:.0f}" y="{top + 12 + row * 38:.0f}" width="12" height="18" '
                    f'fill="{glow}" opacity=".9"/>'
                )
        x += wide + rng.uniform(-2, 6)
    return "".join(parts)


def gate_house(x: float, base: float, size: float, colours: tuple[str, str], raised: float) -> str:
    body, shell = colours
    return (
        f'<rect x="{x - 0.32 * size}" y="{base - 0.9 * size}" width="{0.64 * size}" height="{1.6 * size}" fill="{body}"/>'
        f'<path d="M{x - 0.5 * size} {base - 0.8 * size}q{0.1 * size} {-1.1 * size} {0.5 * size} {-1.15 * size}'
        f'q{0.42 * size} {0.05 * size} {0.5 * size} {1.15 * size}z" fill="{shell}"/>'
        f'<path d="M{x - 0.18 * size} {base - 0.85 * size}q{0.02 * size} {-0.8 * size} {0.18 * size} {-1.0 * size}" '
        f'stroke="#ffffff" stroke-opacity=".35" stroke-width="4" fill="none"/>'
        f'<rect x="{x + 0.34 * size}" y="{base - (0.35 + raised) * size}" width="{1.0 * size}" height="{0.62 * size}" '
        f'fill="{body}" opacity=".92"/>'
        f'<rect x="{x + 0.34 * size}" y="{base - (0.35 + raised) * size}" width="{1.0 * size}" height="{0.07 * size}" '
        f'fill="#e6a93c"/>'
    )


def barrier() -> str:
    gates = "".join(
        gate_house(70 + n * 240, 430, 130, ("#46606f", "#aebdc4"), 0.62 if n == 2 else 0.98) for n in range(5)
    )
    return (
        sky("#7f919b", "#b9c4c8", "#dfe2df")
        + cloud(220, 110, 210, "#65767f")
        + cloud(760, 80, 260, "#71828b")
        + cloud(1100, 180, 170, "#8696a0")
        + houses(4, 372, ("#71838c", "#7c8d95", "#68797f"), lit=0.1, low=20, high=60)
        + wave(398, 8, 170, "#8fa3ab")
        + gates
        + wave(470, 12, 130, "#5f7a86", 0.6, 0.92)
        + wave(530, 16, 190, "#48646f", 2.1, 0.95)
        + wave(606, 20, 240, "#324e5b", 4.0)
        + rain(7, 130, "#ffffff")
    )


def lighthouse() -> str:
    return (
        sky("#1f2c38", "#3b4f5e", "#7f9196")
        + '<polygon points="905,222 -40,60 -40,190" fill="#ffe9b0" opacity=".16"/>'
        + '<polygon points="905,222 1240,130 1240,232" fill="#ffe9b0" opacity=".16"/>'
        + cloud(300, 90, 280, "#18242e")
        + cloud(820, 60, 300, "#1c2933")
        + cloud(560, 190, 180, "#263642", 0.6)
        + wave(410, 12, 200, "#4d6a77")
        + '<g fill="#15212b"><path d="M205 398h150l-16 24H228z"/><rect x="238" y="372" width="84" height="26" fill="#dfe4e2"/>'
        '<rect x="262" y="352" width="44" height="20" fill="#dfe4e2"/><rect x="282" y="330" width="14" height="22" fill="#b5533c"/>'
        '<path d="M244 382h72" stroke="#f3c76a" stroke-width="5" stroke-dasharray="6 6"/></g>'
        + wave(430, 16, 150, "#3c5764", 1.0)
        + '<path d="M690 560q60-120 170-140l110-6q160 18 270 130v131H690z" fill="#0f1a22"/>'
        + '<path d="M872 420l14-176h40l14 176z" fill="#eceeea"/><path d="M877 360l4-52h50l4 52zM883 280l2-36h42l2 36z" fill="#b5533c"/>'
        '<rect x="880" y="236" width="52" height="9" fill="#22313c"/><rect x="889" y="206" width="34" height="30" fill="#ffe9b0"/>'
        '<path d="M884 206l22-22 22 22z" fill="#22313c"/>'
        + wave(520, 34, 210, "#2b4654", 2.4, 0.96)
        + "".join(
            f'<circle cx="{700 + 22 * n}" cy="{505 - 60 * abs(math.sin(n * 1.7)):.0f}" r="{4 + n % 4 * 3}" fill="#e8eef0" opacity=".8"/>'
            for n in range(14)
        )
        + wave(600, 30, 280, "#1b3340", 0.4)
        + rain(3, 220, "#dfe8ec", 30)
    )


def street() -> str:
    lamps = "".join(
        f'<g><rect x="{x - 3}" y="{y}" width="6" height="{500 - y}" fill="#101820"/><circle cx="{x}" cy="{y}" r="12" fill="#ffd884"/>'
        f'<circle cx="{x}" cy="{y}" r="60" fill="#ffd884" opacity=".16"/>'
        f'<rect x="{x - 5}" y="506" width="10" height="120" fill="#ffd884" opacity=".28"/></g>'
        for x, y in ((250, 250), (560, 330), (700, 350), (985, 240))
    )
    return (
        sky("#1d2b45", "#4a4a66", "#a5706a")
        + '<polygon points="0,0 0,510 430,470 430,250" fill="#2b2f3e"/><polygon points="1200,0 1200,510 800,470 800,240" fill="#353343"/>'
        '<polygon points="430,470 430,250 520,300 520,462" fill="#3a3d4e"/><polygon points="800,470 800,240 730,300 730,462" fill="#444154"/>'
        + "".join(
            f'<rect x="{x}" y="{y}" width="{w}" height="{h}" fill="{c}"/>'
            for x, y, w, h, c in (
                (60, 120, 60, 90, "#191d29"),
                (180, 160, 52, 78, "#f3c76a"),
                (300, 215, 44, 66, "#191d29"),
                (60, 300, 60, 90, "#f3c76a"),
                (300, 330, 44, 66, "#191d29"),
                (1080, 120, 60, 90, "#f3c76a"),
                (970, 300, 46, 70, "#191d29"),
                (860, 240, 40, 60, "#191d29"),
                (1080, 310, 60, 90, "#191d29"),
                (860, 350, 40, 60, "#f3c76a"),
            )
        )
        + '<g transform="translate(940 190)"><rect x="-52" y="-34" width="104" height="68" rx="6" fill="#17333d"/>'
        '<g stroke="#e6d9b8" stroke-width="5" fill="none"><circle cx="0" cy="-19" r="6"/><path d="M0-13V22M-13-4H13M-22 8q4 16 22 16q18 0 22-16"/></g></g>'
        + wave(478, 5, 160, "#3f4a63")
        + lamps
        + wave(520, 6, 210, "#33405a", 1.2, 0.75)
        + '<g fill="#11161f"><path d="M400 520h250q-14 50-52 52H452q-38-4-52-52z"/><circle cx="474" cy="452" r="17"/><path d="M452 522q-2-50 22-50t24 50z"/>'
        '<circle cx="570" cy="446" r="17"/><path d="M546 522q0-56 24-56t24 56z"/><path d="M590 486l96 74" stroke="#11161f" stroke-width="7"/></g>'
        '<path d="M452 500h44v12h-44zM548 496h44v12h-44z" fill="#e6a93c"/>'
        + wave(585, 8, 260, "#28344c", 3.0, 0.9)
        + rain(11, 90, "#ffffff", 6)
    )


def calm() -> str:
    gates = "".join(gate_house(620 + n * 112, 418, 58, ("#1f3140", "#54697a"), 1.15) for n in range(5))
    return (
        sky("#0c1626", "#1d3350", "#4f6a84")
        + "".join(
            f'<circle cx="{(n * 397) % 1200}" cy="{(n * 151) % 260}" r="{1 + n % 2}" fill="#fff" opacity=".7"/>'
            for n in range(60)
        )
        + '<circle cx="960" cy="190" r="54" fill="#f4ecd2"/><circle cx="960" cy="190" r="110" fill="#f4ecd2" opacity=".1"/>'
        + '<path d="M0 420V250q160-90 330-40q140 50 300 210z" fill="#15222f"/>'
        + f'<g transform="translate(-10 -60) scale(.52 1)">{houses(8, 400, ("#22364a", "#1c2d3e", "#2a4056"), lit=0.5, low=60, high=130)}</g>'
        + f'<g transform="translate(0 20) scale(.5 1)">{houses(15, 400, ("#2c435a", "#263c50", "#1f3245"), lit=0.45, low=50, high=100)}</g>'
        + wave(420, 3, 300, "#243c55")
        + gates
        + wave(446, 3, 220, "#1d3349", 1.0, 0.95)
        + "".join(
            f'<rect x="{960 - w / 2}" y="{452 + n * 17}" width="{w}" height="5" rx="2" fill="#f4ecd2" opacity="{0.55 - n * 0.04:.2f}"/>'
            for n, w in enumerate((70, 110, 80, 130, 60, 100, 140, 70, 50, 90, 60))
        )
        + "".join(
            f'<rect x="{30 + n * 46}" y="{440 + n * 37 % 50}" width="5" height="{60 + n * 53 % 90}" fill="#f3c76a" opacity=".22"/>'
            for n in range(13)
        )
    )


def label(x: float, y: float, words: str, *, size: int = 26, colour: str = "#22313c", more: str = "") -> str:
    return f'<text x="{x}" y="{y}" font-size="{size}" fill="{colour}" {more}>{words}</text>'


def chart_map() -> str:
    return (
        '<rect width="1200" height="675" fill="#efe9dc"/>'
        '<path d="M1200 0H930q-60 90-20 170t-40 130q10 40-6 78t24 120q60 90 0 177H1200z" fill="#a9c6cf"/>'
        '<path d="M0 330q180-60 330-10t300 10q150-34 250-24v72q-110-14-250 16t-300-4q-170-40-330 18z" fill="#a9c6cf"/>'
        '<path d="M330 398q150 34 300-4 140-30 250-16l20 60q-50 120-200 118T420 520q-90-50-90-122z" fill="#d9825f" opacity=".62"/>'
        '<path d="M330 398q150 34 300-4 140-30 250-16l20 60q-50 120-200 118T420 520q-90-50-90-122z" fill="none" stroke="#a4492f" stroke-width="3" stroke-dasharray="9 7"/>'
        '<g stroke="#fff" stroke-width="7" fill="none" opacity=".9"><path d="M0 250q300-40 560 0t360-90M250 0q40 160 90 250t60 425M620 0q-30 170-20 250t90 300q20 60 10 125"/></g>'
        '<path d="M300 330l8 66M606 334l14 62" stroke="#6b6253" stroke-width="12"/>'
        + "".join(
            f'<rect x="{822 + n * 4}" y="{300 + n * 17}" width="22" height="11" rx="3" fill="#22313c"/>'
            for n in range(5)
        )
        + '<g font-family="DejaVu Sans, sans-serif" font-weight="bold">'
        + label(460, 478, "Lowgate", size=32, colour="#5f2413")
        + label(690, 448, "Cinder Quay", size=24, colour="#5f2413")
        + label(80, 190, "Upper Town", size=30)
        + label(395, 215, "The Ropewalk", size=26)
        + label(730, 276, "Tessel Barrier", size=24)
        + label(938, 84, "Gannet Point", size=24)
        + label(110, 352, "River Tessel", size=24, colour="#33606f", more='font-style="italic" font-weight="normal"')
        + label(985, 340, "The sea", size=28, colour="#33606f", more='font-style="italic" font-weight="normal"')
        + label(40, 640, "Below the four-metre line", size=22, colour="#5f2413", more='dx="44"')
        + '</g><rect x="40" y="620" width="32" height="24" fill="#d9825f" opacity=".62" stroke="#a4492f" stroke-width="2"/>'
        '<circle cx="912" cy="76" r="9" fill="#b5533c"/>'
    )


def gauge() -> str:
    def place(hour: float, metres: float) -> str:
        return f"{120 + (hour + 6) * 160:.0f},{590 - metres * 115:.0f}"

    hours = [n / 4 for n in range(-24, -4)]
    tide = [1.7 + 1.15 * math.sin((h + 3.3) / 12.4 * math.tau) for h in hours]
    surge = [0.1 + 1.35 / (1 + math.exp(-(h + 4.4) * 1.1)) for h in hours]
    predicted = " ".join(place(h, t) for h, t in zip(hours, tide, strict=True))
    top = 3.7 - (tide[-1] + surge[-1])
    measured = " ".join(
        place(h, t + s + top * n / len(hours)) for n, (h, t, s) in enumerate(zip(hours, tide, surge, strict=True))
    )
    grid = "".join(
        f'<path d="M120 {590 - m * 115}H1120" stroke="#d4cfc3" stroke-width="2"/>'
        + label(62, 599 - m * 115, f"{m} m", size=24)
        for m in range(5)
    )
    ticks = "".join(
        label(104 + (h + 6) * 160, 636, "High water" if h == 0 else f"−{-h} h", size=24) for h in range(-6, 0)
    )
    return (
        '<rect width="1200" height="675" fill="#f7f4ec"/><g font-family="DejaVu Sans, sans-serif">'
        + grid
        + ticks
        + f'<polyline points="{predicted}" fill="none" stroke="#5b8797" stroke-width="5" stroke-dasharray="3 11" stroke-linecap="round"/>'
        f'<polyline points="{measured}" fill="none" stroke="#b5533c" stroke-width="8" stroke-linejoin="round" stroke-linecap="round"/>'
        f'<path d="M120 {590 - 4 * 115}H1120" stroke="#22313c" stroke-width="4" stroke-dasharray="16 10"/>'
        + label(136, 114, "Lowgate's river wall", size=26, more='font-weight="bold"')
        + label(470, 270, "Measured", size=26, colour="#b5533c", more='font-weight="bold"')
        + label(620, 420, "Tide tables", size=26, colour="#3e6a7a", more='font-weight="bold"')
        + label(120, 52, "Water level at the Tessel Barrier", size=32, more='font-weight="bold"')
        + "</g>"
    )


PICTURES = {
    "barrier": barrier,
    "lighthouse": lighthouse,
    "street": street,
    "calm": calm,
    "map": chart_map,
    "gauge": gauge,
}


def main() -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        devtools = page.context.new_cdp_session(page)
        for name, draw in PICTURES.items():
            blur = '<filter id="soft"><feGaussianBlur stdDeviation="14"/></filter>'
            svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}"><defs>{blur}</defs>{draw()}</svg>'
            page.set_content(f'<body style="margin:0">{svg}</body>')
            shot = devtools.send("Page.captureScreenshot", {"format": "webp", "quality": QUALITY})
            (TARGET / f"{name}.webp").write_bytes(base64.b64decode(shot["data"]))
        browser.close()


if __name__ == "__main__":
    main()
