/**
 * The process in which a bundled function lives, started by `startFunction` as one Lambda execution
 * environment. It stays a script of its own that imports nothing but Node.js, because whatever it
 * loaded would be there for the function too.
 */
import { pathToFileURL } from 'node:url'

/**
 * Asks the runner for one invocation.
 *
 * Shape: `event` is JSON text; `clock` is for the variable `CLOCK`; `deadline` is in milliseconds since the epoch; `endOfOutput` is the line
 * that the runner writes to both output streams after the handler has ended.
 */
export type Invoke = {
  readonly tag: 'Invoke'
  readonly requestId: string
  readonly functionArn: string
  readonly event: string
  readonly deadline: number
  readonly clock?: string
  readonly endOfOutput: string
}

/** Tells the runner in the middle of an invocation that the time was moved; `clock` is for the variable `CLOCK`. */
export type SetClock = { readonly tag: 'SetClock'; readonly clock: string }

/** Says what became of the runner: its bundle is loaded, or an invocation ended. `value` is JSON text. */
export type RunnerMessage =
  | { readonly tag: 'Ready' }
  | { readonly tag: 'Answered'; readonly requestId: string; readonly value: string }
  | { readonly tag: 'Threw'; readonly requestId: string; readonly errorType: string }

type Handler = (event: unknown, context: unknown) => unknown

const isInvoke = (message: unknown): message is Invoke =>
  typeof message === 'object' && message !== null && 'tag' in message && message.tag === 'Invoke'

const isSetClock = (message: unknown): message is SetClock =>
  typeof message === 'object' && message !== null && 'tag' in message && message.tag === 'SetClock'

const isHandler = (exported: unknown): exported is Handler => typeof exported === 'function'

const loadHandler = async (bundle: string): Promise<Handler> => {
  const loaded: unknown = await import(pathToFileURL(bundle).href)
  const handler =
    typeof loaded === 'object' && loaded !== null && 'handler' in loaded
      ? loaded.handler
      : undefined
  if (!isHandler(handler)) {
    throw new Error('the bundle exports no function named handler')
  }
  return handler
}

const contextOf = ({ requestId, functionArn, deadline }: Invoke): unknown => ({
  awsRequestId: requestId,
  callbackWaitsForEmptyEventLoop: true,
  functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
  functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
  invokedFunctionArn: functionArn,
  memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
  getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
})

/** Lambda logs a thrown error with all its own properties, so that what would leak there leaks here. */
const logThrown = (when: 'Init' | 'Invoke', thrown: unknown): void => {
  const detail =
    thrown instanceof Error
      ? { errorType: thrown.name, errorMessage: thrown.message, ...thrown, stack: thrown.stack }
      : { errorType: typeof thrown, errorMessage: String(thrown) }
  console.error(`${when} Error ${JSON.stringify(detail)}`)
}

const invoke = async (handler: Handler, request: Invoke): Promise<RunnerMessage> => {
  const { requestId } = request
  try {
    const answer: unknown = await handler(JSON.parse(request.event), contextOf(request))
    return { tag: 'Answered', requestId, value: JSON.stringify(answer) ?? 'null' }
  } catch (thrown) {
    logThrown('Invoke', thrown)
    return {
      tag: 'Threw',
      requestId,
      errorType: thrown instanceof Error ? thrown.name : typeof thrown,
    }
  }
}

const tell = (message: RunnerMessage): void => {
  process.send?.(message)
}

/** An object is one line of JSON, as Lambda's JSON log format has it; anything else stays as it was. */
const logObjectsAsJson = (level: 'info' | 'warn' | 'error'): void => {
  const write = console[level].bind(console)
  console[level] = (...entry: unknown[]) => {
    const [object] = entry
    write(...(entry.length === 1 && typeof object === 'object' ? [JSON.stringify(object)] : entry))
  }
}
logObjectsAsJson('info')
logObjectsAsJson('warn')
logObjectsAsJson('error')

// A host that died must not leave its functions at work.
process.on('disconnect', () => process.exit())
// Ctrl-C reaches the whole process group; the host ends its functions when their work is done.
process.on('SIGINT', () => undefined)

// told as Lambda tells it: left to Node.js, a bundle's one long line would stand before the error, and push it out
const handler = await loadHandler(process.argv[2] ?? '').catch((thrown: unknown) => {
  logThrown('Init', thrown)
  process.exit(1)
})

process.on('message', async (message: unknown) => {
  if (isSetClock(message)) process.env.CLOCK = message.clock
  if (!isInvoke(message)) {
    return
  }
  if (message.clock !== undefined) process.env.CLOCK = message.clock
  const outcome = await invoke(handler, message)
  process.stdout.write(`${message.endOfOutput}\n`)
  process.stderr.write(`${message.endOfOutput}\n`)
  tell(outcome)
})
tell({ tag: 'Ready' })
