/** What is to be deleted is on the list of a client. */
export class StillUsed extends Error {
  /**
   * @param clients how many have it, as far as they were counted
   * @param most of so many it can be taken away together with the deletion
   */
  constructor(
    readonly clients: number,
    readonly most: number,
  ) {
    super(`${clients} clients`);
  }
}

/** There is no such scope that could be edited. */
export class UnknownScope extends Error {}

/** There is no such resource. */
export class UnknownResource extends Error {}
