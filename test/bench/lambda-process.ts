import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Invoke } from '../../lib/local/functions/function-runner.ts'

/** A process in which a function of the build lives, with as much heap as a function of some memory has. */
export type LambdaProcess = {
  readonly pid: number | undefined
  /** Gives what the handler answered. Errors: rejects when it threw, or the process ended. */
  readonly invoke: (event: unknown) => Promise<unknown>
  readonly stop: () => void
}

/**
 * Starts a bundle as Lambda starts Node.js in a function of so much memory.
 *
 * Effect: starts a process, which `stop` kills. Nothing takes memory away from it: beyond its heap it may grow over what
 * Lambda would give it. Errors: rejects when the bundle cannot be loaded.
 */
export const startLambdaProcess = async ({
  dist,
  bundle,
  megabytes,
  timeoutSeconds,
  variables,
}: {
  readonly dist: string
  readonly bundle: string
  readonly megabytes: number
  readonly timeoutSeconds: number
  readonly variables: Readonly<Record<string, string>>
}): Promise<LambdaProcess> => {
  const child = fork(join(dist, 'function-runner.mjs'), [bundle], {
    execArgv: [...heapFlagsOf(megabytes)],
    silent: true,
    env: {
      PATH: process.env.PATH,
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      ...variables,
    },
  })
  let said = ''
  for (const output of [child.stdout, child.stderr])
    output?.setEncoding('utf8').on('data', (text: string) => {
      said = `${said}${text}`.slice(-2000)
    })
  const ended = once(child, 'exit').then(() => {
    throw new Error(`the function's process ended: ${said}`)
  })
  ended.catch(() => undefined)
  await Promise.race([once(child, 'message'), ended])
  return {
    pid: child.pid,
    invoke: async (event) => {
      const request: Invoke = {
        tag: 'Invoke',
        requestId: 'bench',
        functionArn: 'arn:aws:lambda:eu-central-1:111122223333:function:bench',
        event: JSON.stringify(event),
        deadline: Date.now() + timeoutSeconds * 1000,
        endOfOutput: '',
      }
      const answered = once(child, 'message')
      child.send(request)
      const [answer] = await Promise.race([answered, ended])
      if (answer?.tag !== 'Answered') throw new Error(`the function did not answer: ${said}`)
      return JSON.parse(answer.value)
    },
    stop: () => {
      child.kill('SIGKILL')
    },
  }
}

/**
 * The heap that Lambda gives Node.js: a tenth of the memory for what is new, in two halves, and the rest for what is old,
 * each in whole megabytes.
 *
 * Source: `/var/runtime/bootstrap` of Lambda's image for Node.js, public.ecr.aws/lambda/nodejs
 */
export const heapFlagsOf = (megabytes: number): readonly string[] => {
  const young = Math.floor(megabytes / 10)
  return [
    `--max-semi-space-size=${Math.floor(young / 2)}`,
    `--max-old-space-size=${megabytes - young}`,
  ]
}
