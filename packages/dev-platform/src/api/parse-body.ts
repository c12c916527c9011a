import { json, urlencoded, type RequestHandler } from 'express';

/**
 * Bodies as Python's `requests` sends them in a browser: JSON under whatever
 * content type, forms, and an empty body that still says it is JSON.
 */
export const parseBody: readonly RequestHandler[] = [
  urlencoded({ extended: false }),
  json({ type: (request) => !isForm(request.headers['content-type']), limit: '5mb' }),
];

function isForm(contentType: string | undefined): boolean {
  return contentType?.startsWith('application/x-www-form-urlencoded') ?? false;
}
