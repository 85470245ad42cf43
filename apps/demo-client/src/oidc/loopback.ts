/** True when the URL can only reach this machine (RFC 8252 section 8.3, RFC 6761 section 6.3 for the name). */
export function isLoopback(url: URL): boolean {
  return (
    url.hostname === 'localhost' || url.hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(url.hostname)
  );
}
