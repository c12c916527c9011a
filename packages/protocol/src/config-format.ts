/**
 * Of the configuration that the addon (`normal_form.py`) puts into the worker's script:
 * `AuthConfig` as `parseConfig` yields it. Raised with every change to that form.
 */
export const CONFIG_FORMAT = 1;
