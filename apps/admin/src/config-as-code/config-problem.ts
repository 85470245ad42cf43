export interface ConfigProblem {
  /** Where in the document, such as `clients[2].redirectUris`; empty for the document itself. */
  readonly path: string;
  /** In the text, from 1; undefined when it is nowhere. */
  readonly line?: number | undefined;
  readonly message: string;
}

/** The document cannot be imported; nothing was changed. */
export class InvalidConfig extends Error {
  constructor(readonly problems: readonly ConfigProblem[]) {
    super(problems.map(describeProblem).join('\n'));
  }
}

export function describeProblem({ path, line, message }: ConfigProblem): string {
  const place = [path, line === undefined ? '' : `(line ${line})`].filter(Boolean).join(' ');
  return place ? `${place}: ${message}` : message;
}
