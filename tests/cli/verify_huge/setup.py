import sys

with open(sys.argv[1] + "/image.bin", "wb") as file:
    file.truncate(5 << 30)
