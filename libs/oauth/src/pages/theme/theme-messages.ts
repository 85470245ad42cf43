import { en, type MessageKey } from '../messages/en.js';
import { isMessageKey, messageOf, placeholdersOf } from '../messages/messages.js';
import type { Language } from '../page-context.js';
import { JsonSyntaxError, readJson, type JsonMember, type JsonNode } from './json-file.js';
import type { ThemeProblems } from './theme-problems.js';

/**
 * The messages of one language that a host says in its own words. Each may leave values out, and none may name a value
 * that the page does not have.
 *
 * @param problems hears of every message that is none
 */
export function readMessages(
  file: string,
  text: string,
  language: Language,
  problems: ThemeProblems,
): Readonly<Partial<Record<MessageKey, string>>> {
  const messages: Partial<Record<MessageKey, string>> = {};
  for (const member of membersOf(file, text, problems)) {
    const { name, line } = member;
    const problem = problemOf(member, language);
    if (problem !== null) problems.add(file, line, problem);
    else if (name in messages) problems.add(file, line, `"${name}" is there twice.`);
    else messages[name as MessageKey] = (member.node as JsonNode & { kind: 'value' }).value as string;
  }
  return messages;
}

function membersOf(file: string, text: string, problems: ThemeProblems): readonly JsonMember[] {
  try {
    const node = readJson(text);
    if (node.kind === 'object') return node.members;
    problems.add(file, 1, 'this is no object. Write { "signIn.submit": "Go on" }.');
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    problems.add(file, error.line, error.message);
  }
  return [];
}

function problemOf({ name, node }: JsonMember, language: Language): string | null {
  if (!isMessageKey(name)) return `there is no message "${name}".${nearest(name)}`;
  if (node.kind !== 'value' || typeof node.value !== 'string' || node.value.trim() === '') {
    return `"${name}" is no text. Write a sentence in double quotes, or leave it out.`;
  }
  const known = placeholdersOf(messageOf(language, name));
  const strange = placeholdersOf(node.value).find((placeholder) => !known.includes(placeholder));
  if (strange === undefined) return null;
  const offered = known.map((placeholder) => `{${placeholder}}`).join(', ') || 'no value';
  return `"${name}" names {${strange}}, and there is no such value. This message has ${offered}.`;
}

/** The messages that begin as this name does: there are too many to list them all. */
function nearest(name: string): string {
  const folder = name.split('.').slice(0, -1).join('.');
  const near = Object.keys(en).filter((key) => folder !== '' && key.startsWith(`${folder}.`));
  return near.length === 0
    ? ''
    : ` Known are ${near.slice(0, 12).join(', ')}${near.length > 12 ? ', …' : ''}.`;
}
