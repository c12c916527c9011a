"""Write a wheel of a package that has nothing in it.

usage: empty_wheel.py NAME FOLDER
"""

import sys
from pathlib import Path
from zipfile import ZipFile


def main(name: str, folder: Path) -> None:
    with ZipFile(folder / f"{name}-0-py3-none-any.whl", "w") as wheel:
        metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: 0\n"
        tags = "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        for file, text in {"METADATA": metadata, "WHEEL": tags, "RECORD": ""}.items():
            wheel.writestr(f"{name}-0.dist-info/{file}", text)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
