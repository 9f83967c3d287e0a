#!/usr/bin/python3
"""Pictures for tests. pictures.py make FOLDER [large]: good and bad ones, or large ones; pictures.py look FILE...: what each file is, as JSON lines."""
import json
import os
import struct
import sys
import zlib

from PIL import Image, ImageDraw, features

FOLDER = None


def path(name):
    return os.path.join(FOLDER, name)


def write(name, data):
    with open(path(name), "wb") as f:
        f.write(data)


def read(name):
    with open(path(name), "rb") as f:
        return f.read()


def photo(width, height):
    """Red above left, green above right, blue below: so that one sees which way is up."""
    image = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    draw = ImageDraw.Draw(image)
    draw.rectangle([0, 0, width // 2, height // 2], fill=(220, 30, 30))
    draw.rectangle([width // 2, 0, width, height // 2], fill=(30, 200, 30))
    draw.rectangle([0, height // 2, width // 2, height], fill=(30, 30, 220))
    return image


def exif(orientation):
    data = Image.Exif()
    data[0x0112] = orientation
    data[0x010F] = "Secret Camera Works"
    data[0x8825] = {1: "N", 2: (53.0, 32.0, 59.0), 3: "E", 4: (9.0, 59.0, 3.0)}
    return data


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width, height, rows):
    """A PNG file of 8-bit grey whose head says what it likes."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")


def make_good():
    photo(2400, 1600).save(path("photo.jpg"), quality=88)
    # As a phone held upright writes it: lying, with the word that it must be turned.
    photo(900, 600).transpose(Image.ROTATE_90).save(path("upright.jpg"), quality=88, exif=exif(6), comment=b"secret comment")
    photo(700, 500).save(path("plain.jpg"), quality=88)
    photo(800, 600).convert("CMYK").save(path("print.jpg"), quality=88)
    clear = photo(500, 400).convert("RGBA")
    clear.putalpha(Image.linear_gradient("L").resize((500, 400)))
    clear.save(path("clear.png"))
    photo(640, 480).convert("RGBA").save(path("opaque.png"))
    photo(800, 450).save(path("drawn.webp"), quality=85)
    photo(90, 60).save(path("tiny.jpg"), quality=88)
    photo(300, 200).save(path("moving.webp"), save_all=True, append_images=[photo(300, 200).rotate(90)], duration=100)


def make_large():
    """What a library might put into a file while it works, 48 megapixels and turned: a phone's largest."""
    photo(8000, 6000).save(path("large.jpg"), quality=60, exif=exif(6))
    photo(7000, 6000).save(path("large.webp"), quality=20, method=0)


def make_bad():
    whole, webp, png_file = read("photo.jpg"), read("drawn.webp"), read("clear.png")
    write("cut.jpg", whole[: len(whole) // 2])
    write("cut.png", png_file[: len(png_file) // 2])
    write("cut.webp", webp[: len(webp) // 2])
    write("empty.jpg", b"")
    write("drawing.jpg", b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>')
    write("page.png", b"<!DOCTYPE html><script>alert(1)</script>")
    photo(64, 64).convert("P").save(path("gif.jpg"), "GIF")
    # Says JPEG by name, is PNG: a lie that does no harm.
    write("lie.jpg", read("clear.png"))
    # JPEG's first bytes, then something else.
    write("false.jpg", b"\xff\xd8\xff\xe0" + os.urandom(4000))
    # 30,000 pixels wide and honest; and a square that would fill the memory, in 100 KB.
    write("wide.png", png(30000, 4, (b"\0" + b"\x7f" * 30000) * 4))
    write("bomb.png", png(19000, 19000, b"\0" * (19001 * 5000)))
    # Less in it than its head says.
    write("short.png", png(4000, 4000, b"\0" * 4001 * 10))
    # A photograph and a page in one: behind the picture's end, and in its comment.
    photo(400, 300).save(path("polyglot.jpg"), quality=88, comment=b"<script>alert('secret')</script>")
    with open(path("polyglot.jpg"), "ab") as f:
        f.write(b"<html><script>alert('secret')</script></html>PK\x03\x04")


def look(name):
    with open(name, "rb") as f:
        data = f.read()
    if data[4:12] == b"ftypavif":
        at = data.index(b"ispe") + 8
        width, height = struct.unpack(">II", data[at : at + 8])
        return {"kind": "AVIF", "width": width, "height": height, "bytes": len(data), "meta": b"Exif" in data}
    with Image.open(name) as image:
        image.load()
        small = image.convert("RGBA")
        w, h = small.size
        corners = [small.getpixel(at) for at in ((w // 4, h // 4), (3 * w // 4, h // 4), (w // 4, 3 * h // 4))]
        # libvips gives every WebP file the density of its pixels as EXIF.
        kept = [k for k in image.info if k in ("icc_profile", "xmp", "comment", "photoshop")]
        tags = image.getexif()
        return {
            "kind": image.format, "width": w, "height": h, "bytes": len(data), "mode": image.mode, "corners": corners,
            "meta": bool(kept) or 0x010F in tags or 0x8825 in tags or b"secret" in data or b"Secret" in data,
            "frames": getattr(image, "n_frames", 1), "alpha": small.getchannel("A").getextrema(),
        }


if __name__ == "__main__":
    if sys.argv[1] == "make":
        FOLDER = sys.argv[2]
        os.makedirs(FOLDER, exist_ok=True)
        assert features.check("webp"), "Pillow without WebP"
        if len(sys.argv) > 3:
            make_large()
        else:
            make_good()
            make_bad()
    else:
        for each in sys.argv[2:]:
            print(json.dumps(look(each)))
