/**
 * A sample page whose forms lead nowhere, and which stays where it is: no form submits itself, nothing is refreshed.
 *
 * @param nowhere address that takes whatever a form sends
 */
export function harmless(html: string, nowhere: string): string {
  return html
    .replace(/(<form\b[^>]*?\saction=")[^"]*"/gi, (_, before: string) => `${before}${nowhere}"`)
    .replace(/(\sformaction=")[^"]*"/gi, (_, before: string) => `${before}${nowhere}"`)
    .replace(/(<form\b[^>]*?)\sdata-submit(?=[\s>])/gi, '$1')
    .replace(/<meta\b[^>]*http-equiv="?refresh[^>]*>\n?/gi, '');
}
