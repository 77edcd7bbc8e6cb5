import { readdirSync, readFileSync } from 'node:fs'

/** What processes have used since they began. */
export type ProcessUse = {
  readonly processes: number
  readonly cpuMilliseconds: number
}

/** What the processes of an embedded account's function have used; `undefined` where the system does not tell, as only Linux does. */
export const useOfFunction = (name: string): ProcessUse | undefined => {
  try {
    const own = readdirSync('/proc')
      .filter((entry) => /^\d+$/.test(entry))
      .flatMap((id) => useOf(id, name))
    return {
      processes: own.length,
      cpuMilliseconds: own.reduce((sum, { cpuMilliseconds }) => sum + cpuMilliseconds, 0),
    }
  } catch {
    return undefined
  }
}

/** A process that is ours and runs this function's bundle. One that ends while it is asked is none. */
const useOf = (id: string, name: string): readonly ProcessUse[] => {
  try {
    const [, parent] = /^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${id}/status`, 'utf8')) ?? []
    if (Number(parent) !== process.pid) return []
    if (!readFileSync(`/proc/${id}/cmdline`, 'utf8').includes(`/${name}/index.mjs`)) return []
    // the name in brackets may hold spaces; the times stand 12th and 13th behind it
    const [, numbers = ''] = readFileSync(`/proc/${id}/stat`, 'utf8').split(') ')
    const [userTicks = 0, systemTicks = 0] = numbers.split(' ').slice(11, 13).map(Number)
    return [
      {
        processes: 1,
        cpuMilliseconds: (userTicks + systemTicks) * TICK_MILLISECONDS,
      },
    ]
  } catch {
    return []
  }
}

/** Linux tells times in hundredths of a second to every program, whatever the machine. */
const TICK_MILLISECONDS = 10
