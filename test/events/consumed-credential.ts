import { currentText } from '../main-job/demo.ts'
import { startMovableDemo } from '../main-job/movable-demo.ts'
import { startApi } from './api.ts'

/** The secret that the consumer reads. */
export const NAME = 'crm/read-by-a-consumer'

/** A credential that is refreshed while its consumer is at the API with the token that it knows. */
export const startConsumed = async () => {
  const demo = await startMovableDemo()
  await demo.create(NAME)
  await demo.sweep()
  const accessToken = (): string => JSON.parse(currentText(demo.account, NAME)).access_token
  const first = accessToken()
  const refresh = async (): Promise<void> => {
    demo.clock.advance(52 * 60)
    await demo.sweep()
  }
  const api = await startApi({
    isGood: (token) => token === accessToken(),
    before: () => (accessToken() === first ? refresh() : Promise.resolve()),
  })
  return {
    ...demo,
    api,
    accessToken,
    refresh,
    stop: async () => {
      await api.stop()
      await demo.stop()
    },
  }
}
