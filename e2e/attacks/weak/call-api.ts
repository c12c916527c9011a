import { callApi as realCallApi } from '../../../packages/service-worker/src/attach/call-api.js';

/** Weak: no handle is looked at, so every one is good everywhere; an error tells what was sent. */
export const callApi: typeof realCallApi = async (request, { rule }, context) => {
  const response = await realCallApi(request, { rule }, context);
  if (response.status !== 502) return response;
  const session = context.vault.session(rule.provider.id);
  return new Response(`Sent with ${JSON.stringify(session)}`, { status: 502 });
};
