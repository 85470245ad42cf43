/** A DPoP proof breaks a rule of RFC 9449 section 4.3. `detail` says which, for the log. */
export class InvalidDpopProof extends Error {
  constructor(readonly detail: string) {
    super('The DPoP proof is not valid for this request.');
    this.name = 'InvalidDpopProof';
  }
}
