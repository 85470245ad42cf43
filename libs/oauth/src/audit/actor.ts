/** Who makes an administrative change. */
export interface Actor {
  readonly subject: string;
  readonly name: string;
  /** The IP address that the request came from, where there was one. */
  readonly source?: string;
}
