import { fork } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it, vi } from 'vitest'
import {
  type FunctionLogLine,
  type FunctionSettings,
  type Invocation,
  type LocalFunction,
  startFunction,
} from '../../../lib/local/functions/function-host.ts'
import type { Invoke } from '../../../lib/local/functions/function-runner.ts'

const pathOf = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url))
const cleanups: Array<() => Promise<unknown>> = []
afterEach(async () => {
  vi.unstubAllEnvs()
  await Promise.all(cleanups.splice(0).map((cleanup) => cleanup()))
})

const toyFunction = (overrides: Partial<FunctionSettings> = {}): LocalFunction => {
  const toy = startFunction({
    name: 'toy',
    bundle: pathOf('fixtures/toy-function.mjs'),
    runner: pathOf('../../../lib/local/functions/function-runner.ts'),
    environment: {},
    timeoutSeconds: 30,
    maximumConcurrency: 1,
    log: () => undefined,
    ...overrides,
  })
  cleanups.push(toy.stop)
  return toy
}

/** A place on loopback where a toy function waits until the test lets it pass. */
const startGate = async () => {
  const arrivals: Array<() => void> = []
  const waiters: Array<() => void> = []
  const server = createServer((_, response) => {
    arrivals.push(() => response.end('passed'))
    for (const wake of waiters.splice(0)) {
      wake()
    }
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  cleanups.push(async () => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}/`,
    arrived: async (count: number) => {
      while (arrivals.length < count) {
        await new Promise<void>((wake) => waiters.push(wake))
      }
    },
    count: () => arrivals.length,
    open: (i: number) => arrivals[i]?.(),
  }
}

const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** The process that answered. A signal to process 0 would go to everybody, so there is no default. */
const pidOf = (invocation: Invocation): number => {
  if (invocation.tag !== 'Answered') throw new Error(`expected an answer, not ${invocation.tag}`)
  return Number(invocation.value)
}

describe('when a function answers', () => {
  it('gives the event and the answer a round trip through JSON', async () => {
    const toy = toyFunction()
    const event = { task: 'echo', when: new Date(0), missing: undefined, list: [undefined, 1] }

    expect(await toy.invoke(event)).toStrictEqual({
      tag: 'Answered',
      value: { task: 'echo', when: '1970-01-01T00:00:00.000Z', list: [null, 1] },
    })
  })

  it('answers null for a handler that answers nothing', async () => {
    expect(await toyFunction().invoke({ task: 'nothing' })).toStrictEqual({
      tag: 'Answered',
      value: null,
    })
  })

  it('uses the same process for the next invocation', async () => {
    const toy = toyFunction({ maximumConcurrency: 5 })
    const first = await toy.invoke({ task: 'identify' })
    const second = await toy.invoke({ task: 'identify' })

    expect(second).toStrictEqual(first)
  })

  it('does not wait for what the handler left running', async () => {
    expect(await toyFunction().invoke({ task: 'leave a timer' })).toMatchObject({ tag: 'Answered' })
  })

  it('logs each line with its stream and its request, the last one before the end', async () => {
    const lines: FunctionLogLine[] = []
    const toy = toyFunction({ log: (line) => lines.push(line) })
    await toy.invoke({ task: 'write', lines: ['one', '', 'two\u2028three'] })
    const context = await toy.invoke({ task: 'context' })
    const requestId = lines[0]?.requestId
    const line = (stream: FunctionLogLine['stream']) => (text: string) => ({
      functionName: 'toy',
      requestId,
      stream,
      line: text,
    })

    expect(requestId).toMatch(/^[0-9a-f-]{36}$/)
    expect(lines.filter(({ stream }) => stream === 'stdout')).toStrictEqual(
      ['one', '', 'two\u2028three', 'unfinished'].map(line('stdout')),
    )
    expect(lines.filter(({ stream }) => stream === 'stderr')).toStrictEqual(
      ['one!', '!', 'two\u2028three!'].map(line('stderr')),
    )
    expect(context).not.toMatchObject({ value: { awsRequestId: requestId } })
  })
})

describe('when a function writes more than a pipe holds', () => {
  it('has every line logged under its request when the invocation ends', async () => {
    const lines: FunctionLogLine[] = []
    const toy = toyFunction({ log: (line) => lines.push(line) })
    const written = Array.from({ length: 5000 }, (_, i) => `${i} ${'x'.repeat(100)}`)
    await toy.invoke({ task: 'write', lines: written })
    const logged = lines.slice()

    expect(
      logged.filter(({ stream }) => stream === 'stdout').map(({ line }) => line),
    ).toStrictEqual([...written, 'unfinished'])
    expect(new Set(logged.map(({ requestId }) => typeof requestId))).toStrictEqual(
      new Set(['string']),
    )
  })
})

describe('when a function looks about', () => {
  it('sees the variables of Lambda and its own, and none of the parent process', async () => {
    const toy = toyFunction({ environment: { AWS_REGION: 'eu-west-1', TAG_PREFIX: 'x' } })
    vi.stubEnv('HOME', '/home/somebody')
    vi.stubEnv('NODE_OPTIONS', '--no-deprecation')
    vi.stubEnv('OF_THE_PARENT', 'x')

    expect(await toy.invoke({ task: 'environment' })).toStrictEqual({
      tag: 'Answered',
      value: {
        AWS_ACCESS_KEY_ID: 'local',
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
        AWS_LAMBDA_FUNCTION_NAME: 'toy',
        AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
        AWS_REGION: 'eu-west-1',
        AWS_SECRET_ACCESS_KEY: 'local',
        AWS_SESSION_TOKEN: 'local',
        PATH: '/usr/local/bin:/usr/bin:/bin',
        TAG_PREFIX: 'x',
        TZ: ':UTC',
        _HANDLER: 'index.handler',
      },
    })
  })

  it('gets the context of its invocation', async () => {
    const toy = toyFunction({ environment: { AWS_REGION: 'eu-west-1' } })

    expect(await toy.invoke({ task: 'context' })).toStrictEqual({
      tag: 'Answered',
      value: {
        awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        callbackWaitsForEmptyEventLoop: true,
        functionName: 'toy',
        functionVersion: '$LATEST',
        invokedFunctionArn: 'arn:aws:lambda:eu-west-1:000000000000:function:toy',
        memoryLimitInMB: '512',
        remaining: expect.any(Number),
      },
    })
  })

  it('sees its remaining time count down from the time-out', async () => {
    const gate = await startGate()
    const invocation = toyFunction({ timeoutSeconds: 20 }).invoke({
      task: 'remaining',
      gate: gate.url,
    })
    await gate.arrived(1)
    const arrivedAt = Date.now()
    while (Date.now() < arrivedAt + 5) {}
    gate.open(0)
    const answer = await invocation
    const [before, after] =
      answer.tag === 'Answered' && Array.isArray(answer.value) ? answer.value : []

    expect(before).toBeLessThanOrEqual(20_000)
    expect(before).toBeGreaterThan(10_000)
    expect(before - after).toBeGreaterThanOrEqual(5)
  })
})

describe('when a function throws', () => {
  it('tells the name of the error and keeps the process', async () => {
    const toy = toyFunction()
    const before = await toy.invoke({ task: 'identify' })

    expect(await toy.invoke({ task: 'throw' })).toStrictEqual({
      tag: 'Threw',
      errorType: 'RangeError',
    })
    expect(await toy.invoke({ task: 'identify' })).toStrictEqual(before)
  })

  it('tells the type of something else that was thrown', async () => {
    expect(await toyFunction().invoke({ task: 'throw text' })).toStrictEqual({
      tag: 'Threw',
      errorType: 'string',
    })
  })

  it('treats an answer that is not JSON as thrown', async () => {
    expect(await toyFunction().invoke({ task: 'answer with a cycle' })).toStrictEqual({
      tag: 'Threw',
      errorType: 'TypeError',
    })
  })

  it("logs the error with its own properties, as Lambda's runtime does", async () => {
    const lines: string[] = []
    await toyFunction({ log: ({ line }) => lines.push(line) }).invoke({ task: 'throw' })

    expect(lines).toStrictEqual([
      expect.stringMatching(
        /^Invoke Error \{"errorType":"RangeError","errorMessage":"out of range","status":400,/,
      ),
    ])
  })
})

describe('when the process ends before it answered', () => {
  it.each([
    ['exits', 'exit', { tag: 'Crashed', exitCode: 7, signal: null }],
    ['is killed', 'die', { tag: 'Crashed', exitCode: null, signal: 'SIGKILL' }],
  ])('tells how it ended when it %s, and starts another one', async (_, task, crashed) => {
    const toy = toyFunction()
    const before = await toy.invoke({ task: 'identify' })

    expect(await toy.invoke({ task })).toStrictEqual(crashed)
    const after = await toy.invoke({ task: 'identify' })
    expect(after).toMatchObject({ tag: 'Answered' })
    expect(after).not.toStrictEqual(before)
  })

  it('starts another one also when it ended between two invocations', async () => {
    const gate = await startGate()
    const toy = toyFunction()
    const before = await toy.invoke({ task: 'die later', gate: gate.url })
    const pid = pidOf(before)
    await gate.arrived(1)
    gate.open(0)
    await expect.poll(() => isRunning(pid), { interval: 5, timeout: 10_000 }).toBe(false)

    const after = await toy.invoke({ task: 'identify' })
    expect(after).toMatchObject({ tag: 'Answered' })
    expect(after).not.toStrictEqual(before)
  })

  it('reports a bundle that cannot be loaded, and tries a fresh process each time', async () => {
    const lines: string[] = []
    const toy = toyFunction({
      bundle: pathOf('fixtures/broken-function.mjs'),
      log: ({ line }) => lines.push(line),
    })
    const crashed = { tag: 'Crashed', exitCode: 1, signal: null }

    expect(await toy.invoke({})).toStrictEqual(crashed)
    expect(await toy.invoke({})).toStrictEqual(crashed)
    const said = '"errorMessage":"this bundle cannot be loaded"'
    expect(
      lines.filter((line) => line.startsWith('Init Error') && line.includes(said)),
    ).toHaveLength(2)
  })
})

describe('when the time is over', () => {
  it.each(['hang', 'spin'])(
    'kills a process whose handler does "%s", and starts another one',
    async (task) => {
      const toy = toyFunction({ timeoutSeconds: 1 })
      const before = await toy.invoke({ task: 'identify' })

      expect(await toy.invoke({ task })).toStrictEqual({ tag: 'TimedOut' })
      expect(isRunning(pidOf(before))).toBe(false)
      expect(await toy.invoke({ task: 'identify' })).not.toStrictEqual(before)
    },
  )
})

describe('when invocations come at the same time', () => {
  it('runs them in processes of their own up to the maximum concurrency', async () => {
    const gate = await startGate()
    const toy = toyFunction({ maximumConcurrency: 2 })
    const pass = { task: 'pass', gate: gate.url }
    const invocations = [toy.invoke(pass), toy.invoke(pass)]
    await gate.arrived(2)
    gate.open(0)
    gate.open(1)
    const [one, other] = await Promise.all(invocations)

    expect(one).toMatchObject({ tag: 'Answered' })
    expect(one).not.toStrictEqual(other)
  })

  it('lets one wait for the process of another when the concurrency is used up', async () => {
    const gate = await startGate()
    const toy = toyFunction()
    const pass = { task: 'pass', gate: gate.url }
    const first = toy.invoke(pass)
    const second = toy.invoke(pass)
    await gate.arrived(1)
    const arrivedBeforeTheFirstEnded = gate.count()
    gate.open(0)
    const answerOfFirst = await first
    await gate.arrived(2)
    gate.open(1)

    expect(arrivedBeforeTheFirstEnded).toBe(1)
    expect(await second).toStrictEqual(answerOfFirst)
  })
})

describe('when the function is stopped', () => {
  it('ends when its processes are gone', async () => {
    const toy = toyFunction()
    const identified = await toy.invoke({ task: 'identify' })
    await toy.stop()

    expect(isRunning(pidOf(identified))).toBe(false)
  })

  it('kills its processes and answers every invocation as crashed', async () => {
    const gate = await startGate()
    const toy = toyFunction()
    const other = toyFunction()
    const identified = await toy.invoke({ task: 'identify' })
    const bystander = await other.invoke({ task: 'identify' })
    const running = toy.invoke({ task: 'pass', gate: gate.url })
    const waiting = toy.invoke({ task: 'identify' })
    await gate.arrived(1)
    await toy.stop()
    const crashed = { tag: 'Crashed', exitCode: null, signal: 'SIGKILL' }

    expect(await Promise.all([running, waiting, toy.invoke({ task: 'identify' })])).toStrictEqual([
      crashed,
      crashed,
      crashed,
    ])
    expect(isRunning(pidOf(identified))).toBe(false)
    expect(await other.invoke({ task: 'identify' })).toStrictEqual(bystander)
  })
})

describe('when the host is interrupted or dies', () => {
  it('goes on after Ctrl-C, so that the host can end the work in order', async () => {
    const toy = toyFunction()
    const before = await toy.invoke({ task: 'identify' })
    process.kill(pidOf(before), 'SIGINT')
    await toy.invoke({ task: 'nothing' })

    expect(await toy.invoke({ task: 'identify' })).toStrictEqual(before)
  })

  it('ends by itself, whatever it is at, when the connection to the host is gone', async () => {
    const runner = fork(
      pathOf('../../../lib/local/functions/function-runner.ts'),
      [pathOf('fixtures/toy-function.mjs')],
      { execArgv: [], stdio: ['ignore', 'ignore', 'ignore', 'ipc'] },
    )
    await once(runner, 'message')
    const request: Invoke = {
      tag: 'Invoke',
      requestId: 'request',
      functionArn: 'arn',
      event: JSON.stringify({ task: 'leave a timer' }),
      deadline: Date.now() + 30_000,
      endOfOutput: '',
    }
    runner.send(request)
    await once(runner, 'message')
    runner.disconnect()

    expect(await once(runner, 'exit')).toStrictEqual([0, null])
  })
})
