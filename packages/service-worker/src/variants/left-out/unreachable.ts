/** Stands where a feature is left out: `refuseLeftOut` let no auth.json in that needs it. */
export function unreachable(): never {
  throw new Error('This service-worker.js was built without that.');
}
