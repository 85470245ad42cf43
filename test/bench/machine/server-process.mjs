import { spawn } from 'node:child_process';
import { SERVER_CORE } from './cores.mjs';

/** A server under test: a child process on a core of its own that says `{ ready, port }` when it listens. */
export class ServerProcess {
  #child;
  #output = '';

  /**
   * @param cores a Cores
   * @param script path of the program
   * @param options.env its whole environment, but for PATH
   * @param options.core where it runs
   * @param options.nodeArgs for node itself, such as `--cpu-prof`
   */
  constructor(cores, script, { env, core = SERVER_CORE, nodeArgs = [], cwd }) {
    const [command, args] = cores.command(core, process.execPath, [...nodeArgs, script]);
    this.#child = spawn(command, args, {
      cwd,
      env: { PATH: process.env.PATH, NODE_ENV: 'production', ...env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream.on('data', (text) => (this.#output = (this.#output + text).slice(-10_000)));
    this.exited = new Promise((resolve) =>
      this.#child.once('exit', (code, signal) => resolve(code ?? signal)),
    );
    this.ready = Promise.race([
      new Promise((resolve) => {
        this.#child.on('message', (message) => message.ready && resolve(message.port));
      }),
      this.exited.then((how) => {
        throw new Error(`${script} ended (${how}):\n${this.#output}`);
      }),
    ]);
    // Who never waits for it is not to be ended by it.
    this.ready.catch(() => {});
  }

  get pid() {
    return this.#child.pid;
  }

  get output() {
    return this.#output;
  }

  /** Every target ends when its parent leaves it; by a signal it would leave no profile. */
  async stop() {
    if (this.#child.connected) this.#child.disconnect();
    return this.exited;
  }
}
