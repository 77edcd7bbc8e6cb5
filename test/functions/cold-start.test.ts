import { afterEach, describe, expect, it } from 'vitest'
import { type PlacedFunction, placeFunction } from './placed-function.ts'

/** Stands in for whatever a variable or a file may hold that must not be said. */
const PLANTED = 'planted-secret-value'

const placed: PlacedFunction[] = []
afterEach(() => Promise.all(placed.splice(0).map(({ stop }) => stop())))

const start = async (...settings: Parameters<typeof placeFunction>): Promise<PlacedFunction> => {
  const started = await placeFunction(...settings)
  placed.push(started)
  return started
}

const notLoaded = { tag: 'Crashed', exitCode: 1, signal: null }

const VARIABLES = [
  ['sweep', 'QUEUE_URL', ''],
  ['sweep', 'SWEEP_MINUTES', PLANTED],
  ['rotate', 'LEDGER_TABLE', ''],
  ['rotate', 'LOOPBACK_TOKEN_URLS', PLANTED],
  ['native-rotation', 'BUS_NAME', ''],
] as const

describe('when a function is loaded without what it needs', () => {
  it.each(VARIABLES)('%s does not start and names the missing %s', async (name, variable) => {
    const { invoke, lines } = await start(name, { environment: { [variable]: undefined } })

    expect(await invoke({})).toStrictEqual(notLoaded)
    expect(lines.join('\n')).toContain(`Error: environment variable ${variable}: expected `)
  })

  it.each(VARIABLES)(
    '%s does not start and names the wrong %s, without any value',
    async (name, variable, value) => {
      const { invoke, lines } = await start(name, {
        environment: { TAG_PREFIX: PLANTED, [variable]: value },
      })

      expect(await invoke({})).toStrictEqual(notLoaded)
      expect(lines.join('\n')).toContain(`Error: environment variable ${variable}: expected `)
      expect(lines.filter((line) => line.includes(PLANTED))).toStrictEqual([])
    },
  )
})

describe('when the providers beside a function are broken', () => {
  it.each(['sweep', 'rotate', 'native-rotation'] as const)(
    '%s does not start and names the place, without any value',
    async (name) => {
      const broken = [{ id: 7, name: PLANTED, tokenUrl: PLANTED }]
      const { invoke, lines } = await start(name, { providersJson: JSON.stringify(broken) })

      expect(await invoke({})).toStrictEqual(notLoaded)
      expect(lines.join('\n')).toContain('Error: providers.json: [0].id: expected a text')
      expect(lines.filter((line) => line.includes(PLANTED))).toStrictEqual([])
    },
  )
})
