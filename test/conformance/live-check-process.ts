import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** A live check that runs as a process of its own. */
export type LiveCheckProcess = {
  readonly interrupt: () => void
  readonly ended: Promise<{ readonly code: number | null; readonly output: string }>
}

/** Starts the program as its npm script does, with credentials that nobody checks. */
export const startLiveCheck = (
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): LiveCheckProcess => {
  const program = fileURLToPath(new URL('live-check.ts', import.meta.url))
  const child = spawn(process.execPath, ['--import', 'tsx', program, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      // nobody's own account, and no question to a metadata service
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      AWS_EC2_METADATA_DISABLED: 'true',
      ...environment,
    },
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text) => {
      output += text
    })
  return {
    interrupt: () => void child.kill('SIGINT'),
    ended: new Promise((resolve) => child.on('close', (code) => resolve({ code, output }))),
  }
}
