"""Files as tests share them."""

import struct

PNG = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + struct.pack(">II", 640, 480) + b"\r\n\0rest"
CSV = "number,outcome\n'+15559876543,ended\n"
