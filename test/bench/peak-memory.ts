import { readFileSync } from 'node:fs'

/** The most memory that a process had until now, in megabytes; only Linux tells. */
export const peakMemory = (pid: number | undefined): number | undefined => {
  try {
    const [, kilobytes] =
      /VmHWM:\s*(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    return kilobytes === undefined ? undefined : Math.round(Number(kilobytes) / 1024)
  } catch {
    return undefined
  }
}
