/** One value of a JSON text. Objects keep their members in order, with the line of each name. */
export type JsonNode =
  | { readonly kind: 'object'; readonly members: readonly JsonMember[] }
  | { readonly kind: 'array' }
  | { readonly kind: 'value'; readonly value: string | number | boolean | null };

export interface JsonMember {
  readonly name: string;
  /** From 1. */
  readonly line: number;
  readonly node: JsonNode;
}

export class JsonSyntaxError extends Error {
  constructor(
    readonly line: number,
    what: string,
  ) {
    super(what);
  }
}

/**
 * Reads JSON (RFC 8259) and keeps the lines, which `JSON.parse` does not.
 *
 * @throws JsonSyntaxError
 */
export function readJson(text: string): JsonNode {
  const reader = new Reader(text);
  const node = reader.value();
  reader.end();
  return node;
}

const SPACE = /[ \t\r\n]*/y;
const STRING = /"(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const LITERAL = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-])/y;

class Reader {
  private at = 0;

  constructor(private readonly text: string) {}

  value(): JsonNode {
    this.skip();
    if (this.takes('{')) return { kind: 'object', members: this.members() };
    if (this.takes('[')) return this.array();
    const token = this.match(STRING) ?? this.match(LITERAL);
    if (token === null) throw this.unexpected('a value');
    return { kind: 'value', value: JSON.parse(token) as string };
  }

  end(): void {
    this.skip();
    if (this.at < this.text.length) throw this.unexpected('nothing more');
  }

  private members(): JsonMember[] {
    const members: JsonMember[] = [];
    this.skip();
    if (this.takes('}')) return members;
    for (;;) {
      this.skip();
      const line = this.line();
      const name = this.match(STRING);
      if (name === null) throw this.unexpected('a name in double quotes');
      this.skip();
      if (!this.takes(':')) throw this.unexpected('a colon');
      members.push({ name: JSON.parse(name) as string, line, node: this.value() });
      this.skip();
      if (this.takes('}')) return members;
      if (!this.takes(',')) throw this.unexpected('a comma or "}"');
    }
  }

  private array(): JsonNode {
    this.skip();
    if (this.takes(']')) return { kind: 'array' };
    for (;;) {
      this.value();
      this.skip();
      if (this.takes(']')) return { kind: 'array' };
      if (!this.takes(',')) throw this.unexpected('a comma or "]"');
    }
  }

  private skip(): void {
    this.match(SPACE);
  }

  private takes(sign: string): boolean {
    if (this.text[this.at] !== sign) return false;
    this.at++;
    return true;
  }

  private match(pattern: RegExp): string | null {
    pattern.lastIndex = this.at;
    const token = pattern.exec(this.text)?.[0] ?? null;
    if (token !== null) this.at += token.length;
    return token;
  }

  private line(): number {
    return this.text.slice(0, this.at).split('\n').length;
  }

  private unexpected(wanted: string): JsonSyntaxError {
    const found =
      this.at < this.text.length ? `"${Array.from(this.text.slice(this.at, this.at + 2))[0]!}"` : 'the end';
    return new JsonSyntaxError(this.line(), `this is no JSON: ${wanted} is expected here, not ${found}`);
  }
}
