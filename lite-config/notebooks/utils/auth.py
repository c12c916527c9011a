"""For notebooks written as `from utils.auth import authenticate`."""

from IPython import get_ipython


async def authenticate(force=False):
    """Sign in, unless the platform that opened this notebook handed over its session.

    `force` starts a new sign-in. Raises what `jupyterlite_auth.authenticate` raises.
    """
    data_from_host = get_ipython().user_ns.get("data_from_host") or {}
    if not data_from_host.get("apiConfig"):
        jupyterlite_auth = await _import_jupyterlite_auth()
        await jupyterlite_auth.authenticate(force=force)


async def _import_jupyterlite_auth():
    # Kernels load a package when a cell imports it, not when a module does.
    try:
        import jupyterlite_auth
    except ModuleNotFoundError:
        import piplite

        await piplite.install("jupyterlite-auth")
        import jupyterlite_auth
    return jupyterlite_auth
