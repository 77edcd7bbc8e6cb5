import { type ExecutionEnvironment, startExecutionEnvironment } from './execution-environment.ts'

/** One line that a function wrote; `requestId` is absent outside an invocation. */
export type FunctionLogLine = {
  readonly functionName: string
  readonly requestId?: string
  readonly stream: 'stdout' | 'stderr'
  readonly line: string
}

/**
 * How an invocation ended.
 *
 * Shape: `value` is what the handler answered, after a round trip through JSON; `errorType` is the name
 * of what it threw; `Crashed` is a process that ended by itself, or by `stop`, before it answered.
 */
export type Invocation =
  | { readonly tag: 'Answered'; readonly value: unknown }
  | { readonly tag: 'Threw'; readonly errorType: string }
  | { readonly tag: 'TimedOut' }
  | { readonly tag: 'Crashed'; readonly exitCode: number | null; readonly signal: string | null }

/**
 * What a function is and how it is run.
 *
 * Shape: `bundle` and `runner` are absolute paths; `environment` may set `AWS_REGION` and credentials in
 * place of the host's; `clock` is what the variable `CLOCK` says at an invocation; `maximumConcurrency` counts execution environments; `log` must not throw.
 */
export type FunctionSettings = {
  readonly name: string
  readonly bundle: string
  readonly runner: string
  readonly environment: Readonly<Record<string, string>>
  readonly clock?: () => string | undefined
  readonly timeoutSeconds: number
  readonly maximumConcurrency: number
  readonly log: (line: FunctionLogLine) => void
}

/**
 * A function that can be invoked.
 *
 * Shape: an invocation waits while the concurrency is used up; `crash` kills the processes wherever they are, as a
 * failing machine would, and the next invocation gets a fresh one; `tellTime` lets those at work hear of a `clock` that
 * was moved since they were invoked.
 */
export type LocalFunction = {
  readonly invoke: (event: unknown) => Promise<Invocation>
  readonly crash: () => Promise<void>
  readonly tellTime: () => void
  readonly stop: () => Promise<void>
}

/**
 * Runs a bundled function as AWS Lambda would: one process per execution environment, one invocation at
 * a time in each, reused while it lives, replaced after a crash, a time-out or a failed load.
 *
 * Effect: starts processes on demand; `stop` kills these, cutting off what they are at, and no others.
 * Errors: none; `invoke` never rejects, and answers `Crashed` once the function is stopped.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
 */
export const startFunction = (settings: FunctionSettings): LocalFunction => {
  const environments = new Set<ExecutionEnvironment>()
  const idle: ExecutionEnvironment[] = []
  const waiting: Array<() => void> = []
  let busy = 0
  let stopped = false

  const startNew = (): ExecutionEnvironment => {
    const environment = startExecutionEnvironment(settings)
    environments.add(environment)
    return environment
  }

  const takeIdle = (): ExecutionEnvironment | undefined => {
    const environment = idle.pop()
    if (environment === undefined || environment.isAlive()) {
      return environment
    }
    environments.delete(environment)
    return takeIdle()
  }

  const invokeNow = async (event: unknown): Promise<Invocation> => {
    if (stopped) {
      return { tag: 'Crashed', exitCode: null, signal: 'SIGKILL' }
    }
    const environment = takeIdle() ?? startNew()
    const invocation = await environment.invoke(event)
    if (environment.isAlive()) {
      idle.push(environment)
    } else {
      environments.delete(environment)
    }
    return invocation
  }

  const crash = async (): Promise<void> => {
    await Promise.all([...environments].map(({ end }) => end()))
  }

  return {
    crash,
    tellTime: () => {
      for (const { tellTime } of environments) tellTime()
    },
    invoke: async (event) => {
      if (busy < settings.maximumConcurrency) {
        busy += 1
      } else {
        await new Promise<void>((turn) => waiting.push(turn))
      }
      try {
        return await invokeNow(event)
      } finally {
        const next = waiting.shift()
        if (next) {
          next()
        } else {
          busy -= 1
        }
      }
    },
    stop: async () => {
      stopped = true
      await crash()
    },
  }
}
