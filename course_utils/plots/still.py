"""A picture as a notebook keeps it: small, and with its words."""

from base64 import b64encode
from html import escape
from io import BytesIO

from PIL import Image

COLOURS = 128  # enough for lines and the soft edges of letters, in a third of the bytes


def small_png(image: Image.Image) -> bytes:
    """A picture with a palette as PNG bytes; the same bytes for the same picture."""
    buffer = BytesIO()
    image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def html_image(png: bytes, alt: str) -> str:
    """An HTML image that holds its own data.

    Args:
        png: bytes of a PNG picture.
        alt: the picture in words.
    """
    return f'<img alt="{escape(alt)}" src="data:image/png;base64,{b64encode(png).decode()}">'
