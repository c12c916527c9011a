"""The JupyterLite auth bridge, for site owners: `jupyter lite build` bakes an auth.json in."""

from importlib.metadata import version

__version__ = version("jupyterlite-auth-bridge")
