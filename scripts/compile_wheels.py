"""Run in Pyodide: put the bytecode of its modules into each wheel of ``source``, below ``target``.

Without it each kernel of each visitor compiles them anew when it starts. Pyodide unpacks a wheel
without looking at its RECORD, which stays as it was.
"""

import marshal
import warnings
from importlib.util import MAGIC_NUMBER, cache_from_source
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

# PEP 552: checked by the hash of the source, and never: it comes with it.
UNCHECKED = (1).to_bytes(4, "little")


def bytecode(name: str, code: bytes) -> bytes | None:
    """The content of a .pyc file; None where the module is for another Python."""
    try:
        compiled = compile(code, name, "exec", dont_inherit=True)
    except (SyntaxError, ValueError):
        return None
    return MAGIC_NUMBER + UNCHECKED + bytes(8) + marshal.dumps(compiled)


def compile_wheel(wheel: Path, target: Path) -> None:
    with ZipFile(wheel) as source, ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for info in source.infolist():
            content = source.read(info)
            archive.writestr(info, content, ZIP_DEFLATED)
            if info.filename.endswith(".py") and (code := bytecode(info.filename, content)):
                archive.writestr(ZipInfo(cache_from_source(info.filename)), code, ZIP_DEFLATED)


warnings.simplefilter("ignore", SyntaxWarning)
for wheel in sorted(Path("/source").glob("*.whl")):
    compile_wheel(wheel, Path("/target") / wheel.name)
