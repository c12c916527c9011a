import { callApi as realCallApi } from '../../../packages/service-worker/src/attach/call-api.js';

/** Weak: no handle is looked at, so every one is good everywhere. */
export const callApi: typeof realCallApi = (request, { rule }, context) =>
  realCallApi(request, { rule }, context);
