"""The JupyterLite auth bridge, for site owners: `jupyter lite build` bakes an auth.json in."""
