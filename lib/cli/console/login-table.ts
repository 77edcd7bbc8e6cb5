import * as E from 'fp-ts/Either'
import type { LoginAnswer } from '../operator/authorization/listener.ts'
import { type Failure, inTrouble } from '../operator/fail.ts'
import type { LoginProgress } from './page-data.ts'

/** A login that waits for its person. Shape: either `leave` is called, or `finish`, once; `scopes` says what it asks for. */
export type Waiting = {
  readonly address: string
  readonly scopes: string
  readonly answer: Promise<LoginAnswer>
  readonly leave: () => Promise<void>
  readonly finish: (answered: LoginAnswer) => Promise<E.Either<Failure, LoginProgress>>
}

/** How far the login of each credential is. */
export type LoginTable = {
  /** Errors: exit code 1 when one is under way for this name; and those of `start`. */
  readonly begin: (
    name: string,
    start: () => Promise<E.Either<Failure, Waiting>>,
  ) => Promise<E.Either<Failure, LoginProgress>>
  /** Shape: state `none` for a name for which none was begun. */
  readonly progress: (name: string) => LoginProgress
  /** Effect: leaves a login that waits; one that has its answer goes on, since a code works once. */
  readonly cancel: (name: string) => Promise<LoginProgress>
  /** Effect: leaves all that wait, begins no other, and lets what has its answer store its tokens. */
  readonly stop: () => Promise<void>
}

/** Does work after some milliseconds, unless what it gives is called before. */
export type Alarm = (milliseconds: number, work: () => void) => () => void

const machineAlarm: Alarm = (milliseconds, work) => {
  const timer = setTimeout(work, milliseconds)
  return () => clearTimeout(timer)
}

/** Keeps the last login of each credential; each is waited for 10 min at most. */
export const loginTable = (alarm: Alarm = machineAlarm): LoginTable => {
  const logins = new Map<string, Login>()
  const running = new Set<Promise<void>>()
  let isStopped = false

  const follow = async (login: Login, waiting: Waiting): Promise<void> => {
    const left = new Promise<string>((resolve) => {
      login.leave = resolve
    })
    const silence = alarm(PATIENCE_MILLISECONDS, () => login.leave?.(TOO_LATE))
    const first = await Promise.race([waiting.answer, left])
    silence()
    login.leave = undefined
    if (typeof first === 'string') {
      await waiting.leave()
      login.progress = { state: 'cancelled', message: first }
      return
    }
    login.progress = { state: 'storing', message: 'logged in; the tokens are being stored' }
    try {
      const finished = await waiting.finish(first)
      login.progress = E.isRight(finished)
        ? finished.right
        : { state: 'refused', message: finished.left.message }
    } catch {
      // what was thrown may hold anything, so nothing of it is told
      login.progress = { state: 'refused', message: 'the console failed; log in again' }
    }
  }

  return {
    begin: async (name, start) => {
      if (isStopped) return E.left(inTrouble('the console has ended'))
      const known = logins.get(name)
      if (known !== undefined && isUnderWay(known))
        return E.left(inTrouble(`${name}: a login is under way; finish or cancel it first`))
      const login: Login = { progress: { state: 'waiting', message: 'it is being begun' } }
      logins.set(name, login)
      // by whatever it fails, the name is free again
      const forget = () => logins.delete(name)
      const started = await start().catch((error: unknown) => {
        forget()
        throw error
      })
      if (E.isLeft(started)) {
        forget()
        return started
      }
      const waiting = started.right
      if (isStopped) {
        await waiting.leave()
        return E.left(inTrouble('the console has ended'))
      }
      const { address, scopes } = waiting
      login.progress = { state: 'waiting', message: WAITING, address, scopes }
      const followed = follow(login, waiting)
      login.ended = followed
      running.add(followed)
      void followed.finally(() => running.delete(followed))
      return E.right(login.progress)
    },
    progress: (name) => logins.get(name)?.progress ?? NONE,
    cancel: async (name) => {
      const login = logins.get(name)
      if (login?.leave !== undefined) {
        login.leave(CANCELLED)
        await login.ended
      }
      return login?.progress ?? NONE
    },
    stop: async () => {
      isStopped = true
      for (const { leave } of logins.values()) leave?.(CANCELLED)
      await Promise.all(running)
    },
  }
}

/** A login. Shape: `leave` is there while it waits for its person. */
type Login = {
  progress: LoginProgress
  leave?: ((why: string) => void) | undefined
  ended?: Promise<void>
}

const isUnderWay = ({ progress: { state } }: Login): boolean =>
  state === 'waiting' || state === 'storing'

const PATIENCE_MILLISECONDS = 600_000

const NONE: LoginProgress = { state: 'none', message: '' }
const WAITING = 'waiting for the login, 10 min at most'
const CANCELLED = 'cancelled; nothing was changed'
const TOO_LATE = 'nobody logged in within 10 min; nothing was changed'
