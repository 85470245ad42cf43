import { renderSVG } from 'uqr';

/** A QR code as an image for `src`: dark on light in any colour scheme, or cameras do not find it. */
export function qrCodeImage(text: string): string {
  const svg = renderSVG(text, { ecc: 'M', border: 3 });
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
}
