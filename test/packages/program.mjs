import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

const KEPT_CHARACTERS = 1_000_000;
const KILL_AFTER_MS = 10_000;

/** A child process in a group of its own, so that its children end with it, and what it writes. */
export class Program {
  stdout = '';
  #stderr = '';
  #exit;
  #child;
  #name;

  /** @param options `cwd` and `env` of `child_process.spawn` */
  constructor(command, args, options) {
    this.#name = [command.split('/').pop(), ...args].join(' ');
    this.#child = spawn(command, args, { ...options, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child.stdout.setEncoding('utf8').on('data', (text) => (this.stdout = keep(this.stdout + text)));
    this.#child.stderr.setEncoding('utf8').on('data', (text) => (this.#stderr = keep(this.#stderr + text)));
    this.#exit = new Promise((resolve) => {
      this.#child.once('error', (error) => resolve(error.message));
      this.#child.once('close', (code, signal) => resolve(code ?? signal));
    });
  }

  /** The beginning and the end of everything it wrote: one of them says what is wrong. */
  get words() {
    const all = `${this.stdout}${this.#stderr}`.trim();
    return all.length > 4000 ? `${all.slice(0, 2000)}\n…\n${all.slice(-2000)}` : all;
  }

  /**
   * Waits until it has written something.
   *
   * @returns the match of the pattern
   * @throws when it ends first or takes longer
   */
  async written(pattern, seconds) {
    let ended;
    void this.#exit.then((code) => (ended = code));
    for (const late = Date.now() + seconds * 1000; Date.now() < late; await sleep(100)) {
      const match = pattern.exec(this.stdout);
      if (match) return match;
      if (ended !== undefined) throw new Error(`${this.#name} ended with ${ended}:\n${this.words}`);
    }
    throw new Error(`${this.#name} did not write ${pattern} within ${seconds} seconds:\n${this.words}`);
  }

  /** @returns its exit code, or the name of the signal that ended it */
  async ended(seconds) {
    let timer;
    const late = new Promise((_, reject) => {
      const message = `${this.#name} did not end within ${seconds} seconds`;
      timer = setTimeout(() => reject(new Error(`${message}:\n${this.words}`)), seconds * 1000);
    });
    try {
      return await Promise.race([this.#exit, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Sends a signal to the whole group, as a terminal does on Ctrl-C. */
  signal(name) {
    try {
      process.kill(-this.#child.pid, name);
    } catch (error) {
      if (error.code !== 'ESRCH') throw error;
    }
  }

  /** Sends a signal to the process that was started and to none of its children, as a supervisor does. */
  signalAlone(name) {
    this.#child.kill(name);
  }

  /** Is anything of it still running, children included? */
  get alive() {
    try {
      return process.kill(-this.#child.pid, 0);
    } catch {
      return false;
    }
  }

  /** Ends it and its children, by force where asking does not help. */
  async kill() {
    if (this.#child.pid === undefined) return;
    this.signal('SIGTERM');
    for (const late = Date.now() + KILL_AFTER_MS; this.alive && Date.now() < late;) await sleep(50);
    this.signal('SIGKILL');
  }
}

function keep(text) {
  return text.slice(-KEPT_CHARACTERS);
}
