import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test } from '@playwright/test';
import { share } from './compiled';

const HEALTHY_MS = 120_000;

const program = (): string => resolve(test.info().config.rootDir, '../../.venv/bin/glassnet');

/** A server of its own, which a test may stop, start again and rob of its workers. */
export class OwnServer {
  private process: ChildProcess | null = null;

  private constructor(
    readonly port: number,
    private readonly data: string,
    private readonly hosted: boolean,
  ) {}

  /** A laptop's server, or one for a class. */
  static async start({ hosted = false } = {}): Promise<OwnServer> {
    const port = await freePort();
    const data = mkdtempSync(join(tmpdir(), 'glassnet-own-'));
    share(data);
    const server = new OwnServer(port, data, hosted);
    await server.start();
    return server;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Starts on the same port and data folder as before. */
  async start(): Promise<void> {
    const options = ['--port', `${this.port}`, '--workers', '1', '--no-browser', '--data-dir', this.data];
    if (this.hosted) options.push('--hosted');
    const env = { ...process.env, ...(this.hosted ? this.settings() : {}) };
    const started = spawn(program(), ['serve', '--host', '127.0.0.1', ...options], { env, stdio: 'ignore' });
    this.process = started;
    const end = Date.now() + HEALTHY_MS;
    while (Date.now() < end && started.exitCode === null) {
      const answer = await fetch(`${this.origin}/api/v1/health`).catch(() => null);
      if (answer?.ok) return;
      await new Promise((done) => setTimeout(done, 50));
    }
    throw new Error('the server did not start');
  }

  /** What a school's own network without a certificate needs. */
  private settings(): Record<string, string> {
    return { GLASSNET_SECRET: 'f'.repeat(40), GLASSNET_ALLOW_HTTP: 'true', GLASSNET_PUBLIC_URL: this.origin };
  }

  /** Lets a teacher sign in, as whoever keeps the server does. */
  async addTeacher(name: string, password: string): Promise<void> {
    const options = ['teacher', 'add', name, '--password-stdin', '--data-dir', this.data];
    const adding = spawn(program(), options, { stdio: ['pipe', 'ignore', 'ignore'] });
    adding.stdin.end(`${password}\n`);
    const [code] = await once(adding, 'exit');
    if (code !== 0) throw new Error(`the teacher was not added: ${code}`);
  }

  /** Ends it as an operator would, and waits until it is gone. */
  async stop(): Promise<void> {
    await this.signal('SIGTERM');
  }

  /** Ends it without a word, as a crash does; what it had begun goes with it. */
  async kill(): Promise<void> {
    await this.signal('SIGKILL');
  }

  private async signal(signal: NodeJS.Signals): Promise<void> {
    const { process } = this;
    if (!process || process.exitCode !== null || process.signalCode !== null) return;
    const gone = once(process, 'exit');
    process.kill(signal);
    await gone;
  }

  /** Kills every worker at once, without a word. */
  killWorkers(): number {
    const workers = childrenOf(this.process?.pid ?? 0).filter((pid) =>
      readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('glassnet.runtime.worker'),
    );
    for (const pid of workers) process.kill(pid, 'SIGKILL');
    return workers.length;
  }

  async end(): Promise<void> {
    await this.stop();
    rmSync(this.data, { recursive: true, force: true });
  }
}

/** A free port below those that the system gives to connections: none of these can take it while the server is away. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(20_000, 32_000);
    const probe = createServer().listen(port, '127.0.0.1');
    const free = await once(probe, 'listening').then(
      () => true,
      () => false,
    );
    probe.close();
    if (free) return port;
  }
}

function childrenOf(pid: number): number[] {
  return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  );
}
