import { cpus } from 'node:os'

/** Begins to watch the whole machine; what it gives tells how many cores were in use on average since. */
export const coresInUse = (): (() => number) => {
  const before = spent()
  return () => {
    const after = spent()
    const busy = after.busy - before.busy
    return (cpus().length * busy) / (busy + after.idle - before.idle)
  }
}

const spent = () => {
  let busy = 0
  let idle = 0
  for (const { times } of cpus()) {
    idle += times.idle
    busy += times.user + times.nice + times.sys + times.irq
  }
  return { busy, idle }
}
