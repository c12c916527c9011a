/** Name of the comm that brings values into a kernel. */
export const COMM_TARGET = 'jupyterlite-auth-bridge';

/**
 * Opens the comm target. Values arrive over the comm as data, never as code. A value that the
 * user has changed since is only overwritten when the bridge has a new one.
 */
const SOURCE = `
def boot():
    import base64, importlib.util, json, os, sys, time, types
    from pyodide_kernel import ipython_shell as shell, kernel_instance as kernel
    seed = types.ModuleType("_jupyterlite_auth_seed")
    seed.endpoint = seed.handle = seed.page = None
    sys.modules[seed.__name__] = seed
    env, host = {}, {}
    def apply(msg):
        data = json.loads(msg["content"]["data"]["values"])
        seed.endpoint, seed.handle = data["endpoint"], data["handle"]
        for name in set(env) - set(data["env"]):
            # The helper may have put this kernel's newest handle there itself.
            if os.environ.get(name) in (env[name], seed.handle):
                os.environ.pop(name, None)
        for name, value in data["env"].items():
            if env.get(name) != value:
                os.environ[name] = value
        env.clear()
        env.update(data["env"])
        seed.page = data.get("page", seed.page)
        wheel = data.get("wheel")
        if wheel and importlib.util.find_spec("jupyterlite_auth") is None:
            path = "/tmp/" + wheel["name"]
            with open(path, "wb") as file:
                file.write(base64.b64decode(wheel["base64"]))
            sys.path.append(path)
        if data["dataFromHost"] is not None:
            host.clear()
            host.update(data["dataFromHost"])
            shell.push({"data_from_host": host}, interactive=False)
    def introduce():
        # From then on the worker knows the calls that carry no handle for this kernel's, too.
        import js
        from pyodide.ffi import to_js
        options = {"headers": {"Authorization": "Bearer " + seed.handle}, "cache": "no-store"}
        js.fetch(seed.endpoint + "session", to_js(options, dict_converter=js.Object.fromEntries))
    def opened(comm, msg):
        comm.on_msg(apply)
        apply(msg)
        if seed.handle:
            introduce()
    kernel.comm_manager.register_target("${COMM_TARGET}", opened)
    def forget(*_):
        shell.events.unregister("post_run_cell", forget)
        history = shell.history_manager
        history.input_hist_parsed[:] = [""]
        history.input_hist_raw[:] = [""]
        history._i00 = history._i = history._ii = history._iii = ""
        shell.user_ns.pop("_i1", None)
        shell.execution_count = 1
    shell.events.register("post_run_cell", forget)
    def start(*_):
        seed.started = time.time()
    shell.events.register("pre_run_cell", start)
    def explain(shell, kind, error, traceback, tb_offset=None):
        # An error after a call that the worker has answered itself is shown with what it said.
        try:
            from jupyterlite_auth._problems import show
            shown = show(shell, kind, error, traceback, seed.started)
        except Exception:
            shown = False
        if not shown:
            shell.showtraceback((kind, error, traceback), running_compiled_code=True)
    shell.set_custom_exc((Exception,), explain)
boot()
`;

/**
 * Run once in each Python kernel before its first cell. As one short cell: IPython reads a cell
 * token by token, several times over, and looks for packages to load in it. JSON's texts are Python's.
 */
export const BOOT_SNIPPET = `exec(${JSON.stringify(SOURCE)}, {})`;
