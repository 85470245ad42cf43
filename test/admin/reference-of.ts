/** The reference on the error page that a request gets. */
export async function referenceOf(url: string, init: RequestInit = {}): Promise<string> {
  const html = await (await fetch(url, { redirect: 'manual', ...init })).text();
  return / name="reference"[^>]*>([^<]+)</.exec(html)![1]!;
}
