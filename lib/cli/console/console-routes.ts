import * as E from 'fp-ts/Either'
import * as t from 'io-ts'
import { decode, describeProblem } from '../../codec/decode.ts'
import { NonEmptyString } from '../../codec/non-empty-string.ts'
import { optional } from '../../codec/optional.ts'
import { ScopeNames } from '../../codec/scope-names.ts'
import { type Failure, inTrouble, wrongUsage } from '../operator/fail.ts'
import { aboutAnswer } from './about-answer.ts'
import type { ConsoleWorld } from './console-world.ts'
import { pauseCredential, resumeCredential, rotateNow } from './credential-actions.ts'
import { credentialAnswer } from './credential-answer.ts'
import { fleetAnswer, fleetQuery } from './fleet-answer.ts'
import { providerAnswer, providersAnswer } from './provider-answers.ts'
import { timelineAnswer } from './timeline-answer.ts'

type Answered = Promise<E.Either<Failure, unknown>>

const questions: Readonly<
  Record<string, (world: ConsoleWorld, parameters: URLSearchParams) => Answered>
> = {
  about: async (world) => E.right(aboutAnswer(world)),
  fleet: async ({ fleet, deployment }, parameters) => {
    const read = await fleet.read()
    return E.isLeft(read)
      ? read
      : E.right(fleetAnswer(read.right, fleetQuery(parameters), deployment.now()))
  },
  timeline: async ({ fleet, deployment }, parameters) => {
    const read = await fleet.read()
    return E.isLeft(read)
      ? read
      : E.right(timelineAnswer(read.right, parameters.get('provider') ?? '', deployment.now()))
  },
  credential: (world, parameters) => credentialAnswer(world, parameters.get('name') ?? ''),
  login: async ({ logins }, parameters) => E.right(logins.progress(parameters.get('name') ?? '')),
  look: ({ looks }, parameters) => looks.progress(parameters.get('id') ?? ''),
  providers: async ({ providers }) => E.right(providersAnswer(providers)),
  provider: async ({ providers }, parameters) =>
    providerAnswer(providers, parameters.get('id') ?? ''),
}

/** Shape: `scope` is for a login, spelt as for `authorize --scope`. */
const Order = t.type({ name: NonEmptyString, scope: optional(ScopeNames) })
type Order = t.TypeOf<typeof Order>

const orders: Readonly<Record<string, (world: ConsoleWorld, order: Order) => Answered>> = {
  rotate: (world, { name }) => rotateNow(world, name),
  pause: (world, { name }) => pauseCredential(world, name),
  resume: (world, { name }) => resumeCredential(world, name),
  login: ({ logins }, { name, scope }) => logins.begin(name, scope),
  'cancel-login': async ({ logins }, { name }) => E.right(await logins.cancel(name)),
}

/** Answers a GET of `/api/<name>`. Errors: exit code 1 for what is not there, 3 when AWS refuses. */
export const answerQuestion = (
  world: ConsoleWorld,
  name: string,
  parameters: URLSearchParams,
): Answered => {
  const question = Object.hasOwn(questions, name) ? questions[name] : undefined
  return question?.(world, parameters) ?? notThere()
}

/** Does what a POST to `/api/<name>` asks for. Errors: as `answerQuestion`, and exit code 2 for another body. */
export const carryOutOrder = async (world: ConsoleWorld, name: string, body: unknown): Answered => {
  const order = Object.hasOwn(orders, name) ? orders[name] : undefined
  if (order === undefined) return notThere()
  const decoded = decode(Order)(body)
  if (E.isRight(decoded)) return order(world, decoded.right)
  const ofScope = decoded.left.find(({ path }) => path === 'scope')
  return E.left(
    wrongUsage(
      ofScope === undefined ? 'body: expected an object with a name' : describeProblem(ofScope),
    ),
  )
}

const notThere = async (): Answered => E.left(inTrouble('nothing is here'))
