import { generateSecret, generateURI, verifySync } from 'otplib';
import { toSeconds } from '../primitives/clock.js';

/** Length of a time step (RFC 6238 section 5.2). Seconds. */
export const STEP_SECONDS = 30;

/** @returns 160 random bits as base32, as authenticator apps take them (RFC 4226 section 4) */
export function newTotpSecret(): string {
  return generateSecret();
}

/**
 * The time step whose code this is, among the current one and its neighbours: clocks differ, and typing takes time
 * (RFC 6238 section 5.2).
 *
 * @param typed as the user typed it; apps show codes with a space in the middle
 * @param now milliseconds since the epoch
 * @returns null when it is the code of none of them
 */
export function stepOfCode(secret: string, typed: string, now: number): number | null {
  const token = typed.normalize('NFKC').replace(/\s/g, '');
  if (!/^\d{6}$/.test(token)) return null;
  const result = verifySync({ secret, token, epoch: toSeconds(now), epochTolerance: STEP_SECONDS });
  return result.valid && 'timeStep' in result ? result.timeStep : null;
}

/** When the code of a step was good. Milliseconds since the epoch. */
export function momentOfStep(step: number): number {
  return step * STEP_SECONDS * 1000;
}

/** What the QR code says: the key URI format that authenticator apps share. */
export function totpUri(secret: string, issuer: string, username: string): string {
  return generateURI({ issuer, label: username, secret });
}
