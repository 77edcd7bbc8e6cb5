import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'

/** The account that the emulator gives to whoever asks. */
export const EMULATED_AWS = {
  account: '123456789012',
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
} as const

/** Runs the CDK command line with some arguments and gives what it printed. */
export type CdkCli = (...words: readonly string[]) => Promise<string>

/**
 * The project's own CDK command line, pointed at an endpoint on loopback.
 *
 * Shape: `project` is where cdk.json is; `home` is a folder without anybody's AWS configuration.
 * Effect: starts a process group, which is killed after three minutes or when `stopped` says so. An address that is not on this machine leads to a
 * closed port instead of into the network.
 * Errors: rejects with the last lines of its output when it fails.
 */
export const cdkCli =
  (endpoint: string, home: string, stopped: AbortSignal) =>
  (project: string): CdkCli =>
  async (...words) => {
    const command = join(import.meta.dirname, '../../node_modules/aws-cdk/bin/cdk')
    const child = spawn(process.execPath, [command, ...words, '--no-color'], {
      cwd: project,
      env: cliEnvironment(endpoint, home),
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own, so that the build and the app that it starts end with it.
      detached: true,
    })
    const killGroup = (): void => {
      if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL')
    }
    const ending = AbortSignal.any([stopped, AbortSignal.timeout(180_000)])
    ending.addEventListener('abort', killGroup, { once: true })
    const [stdout, stderr, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'exit'),
    ])
    ending.removeEventListener('abort', killGroup)
    if (code !== 0) throw new Error(`cdk ${words[0]} failed: ${lastLines(stdout + stderr)}`)
    return stdout
  }

const cliEnvironment = (endpoint: string, home: string): NodeJS.ProcessEnv => ({
  PATH: process.env.PATH,
  TMPDIR: process.env.TMPDIR,
  HOME: home,
  CI: 'true',
  AWS_ENDPOINT_URL: endpoint,
  // moto takes a template from its own bucket, by path, only where the address says localhost.
  AWS_ENDPOINT_URL_S3_FOR_CLOUDFORMATION: endpoint.replace('127.0.0.1', 'localhost'),
  AWS_REGION: EMULATED_AWS.region,
  AWS_ACCESS_KEY_ID: EMULATED_AWS.credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: EMULATED_AWS.credentials.secretAccessKey,
  AWS_EC2_METADATA_DISABLED: 'true',
  CDK_DISABLE_CLI_TELEMETRY: 'true',
  HTTP_PROXY: 'http://127.0.0.1:1',
  HTTPS_PROXY: 'http://127.0.0.1:1',
  NO_PROXY: '127.0.0.1,localhost',
})

const lastLines = (output: string): string => output.trim().split('\n').slice(-5).join('\n')
