/** Hook for people who have forgotten their password. */
export abstract class PasswordRecovery {
  /**
   * @param interaction as the browser carries it, so that the way leads back to the request that waits
   * @returns path of the page that helps, or null when nobody can
   */
  abstract href(interaction: string): string | null;
}
