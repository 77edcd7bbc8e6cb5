import type { ChildProcess } from 'node:child_process'
import type { Readable } from 'node:stream'
import type { FunctionLogLine } from './function-host.ts'
import type { RunningInvocation } from './running-invocation.ts'

/**
 * Tells every line that a function's process writes, with the request during which it was written.
 *
 * Effect: marks the streams of the running invocation as read to their end, and settles its `drained`.
 */
export const readOutput = (
  child: ChildProcess,
  running: () => RunningInvocation | undefined,
  tell: (line: Omit<FunctionLogLine, 'functionName'>) => void,
): void => {
  for (const stream of ['stdout', 'stderr'] as const)
    onLine(child[stream], (line) => {
      const current = running()
      if (!current?.open.has(stream)) {
        tell({ stream, line })
        return
      }
      const { requestId, endOfOutput } = current
      if (!line.endsWith(endOfOutput)) {
        tell({ requestId, stream, line })
        return
      }
      const unfinished = line.slice(0, -endOfOutput.length)
      if (unfinished !== '') tell({ requestId, stream, line: unfinished })
      closeOutput(current, stream)
    })
}

const closeOutput = (running: RunningInvocation, stream: FunctionLogLine['stream']): void => {
  running.open.delete(stream)
  if (running.open.size === 0) {
    running.drained.resolve()
  }
}

const onLine = (output: Readable | null, tell: (line: string) => void): void => {
  let unfinished = ''
  output?.setEncoding('utf8')
  output?.on('data', (text: string) => {
    const lines = (unfinished + text).split('\n')
    unfinished = lines.pop() ?? ''
    lines.forEach(tell)
  })
  output?.on('end', () => {
    if (unfinished !== '') {
      tell(unfinished)
    }
  })
}
