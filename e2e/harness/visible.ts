/** Whether to show the browsers, to whoever looks for what a test does: with `E2E_VISIBLE=1`. */
export const VISIBLE = (process.env.E2E_VISIBLE ?? '') !== '';
