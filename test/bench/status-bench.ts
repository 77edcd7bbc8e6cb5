import { startSampleAccount } from '../../lib/local/sample-account.ts'
import { seedSamples } from '../../lib/local/samples.ts'
import type { Bench } from './bench.ts'
import { measureStatus } from './measure-status.ts'

const FLEET = 10_000

/** What an operator waits for: `status` as a process, over a fleet of 10,000 in the embedded account. */
export const statusBench: Bench = {
  name: 'status',
  about: 'the command `status` over 10,000 credentials, as an operator starts it',
  run: async ({ dist, tell }) => {
    tell(`making ${FLEET} credentials`)
    const account = await startSampleAccount({ dist, sweepMinutes: 15 })
    try {
      await seedSamples(account, FLEET)
      const runs = []
      for (const words of [[], ['--sort', 'expires'], ['--json']]) {
        tell(['status', ...words].join(' '))
        runs.push(await measureStatus(dist, account, words))
      }
      const [plain] = runs
      if (plain === undefined) throw new Error('nothing was measured')
      return {
        tables: [
          {
            head: ['command', 'rows', 'first row (s)', 'all (s)', 'peak (MB)'],
            rows: runs.map(({ words, rows, firstRowSeconds, allSeconds, peakMegabytes }) => [
              words,
              rows,
              firstRowSeconds,
              allSeconds,
              peakMegabytes ?? 'not known here',
            ]),
          },
        ],
        goals: [
          {
            goal: 'first rows in under 2 s',
            measured: `${plain.firstRowSeconds} s`,
            isMet: plain.firstRowSeconds < 2,
          },
          {
            goal: 'all in under 15 s',
            measured: `${plain.allSeconds} s`,
            isMet: plain.rows === FLEET && plain.allSeconds < 15,
          },
          {
            goal: 'memory under 300 MB',
            measured:
              plain.peakMegabytes === undefined ? 'not known here' : `${plain.peakMegabytes} MB`,
            isMet: plain.peakMegabytes !== undefined && plain.peakMegabytes < 300,
          },
        ],
      }
    } finally {
      await account.stop()
    }
  },
}
