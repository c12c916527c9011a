/**
 * What JupyterLite keeps of the site's files for this request; nothing where it
 * keeps none. Notebook code can write to Cache Storage: what it puts there must
 * not become a page of the site.
 * @param script the worker's URL, whose query says whether JupyterLite keeps files
 */
export async function keptFile(
  request: Request,
  script: string,
  caches: Pick<CacheStorage, 'match'>,
): Promise<Response | undefined> {
  const keepsFiles = new URL(script).searchParams.get('enableCache') === 'true';
  return keepsFiles ? caches.match(request) : undefined;
}
