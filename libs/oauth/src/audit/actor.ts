/** Who makes an administrative change. */
export interface Actor {
  readonly subject: string;
  readonly name: string;
}
