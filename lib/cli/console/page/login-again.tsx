import { useEffect, useRef, useState } from 'preact/hooks'
import type { LoginProgress, LookAnswer } from '../page-data.ts'
import { ask, order, type Reply } from './server.ts'

/** Begins a login, leads to the provider's page, and tells what comes of it; one that is under way is found again. */
export const LoginAgain = ({
  name,
  onDone,
}: {
  readonly name: string
  readonly onDone: () => void
}) => {
  const [login, setLogin] = useState<LoginProgress>()
  const [told, setTold] = useState('')
  const [scope, setScope] = useState('')
  const [isBusy, setBusy] = useState(false)
  const isGone = useRef(false)
  useEffect(() => {
    isGone.current = false
    void ask<LoginProgress>(pathOf(name)).then((reply) => {
      if (reply.tag === 'Answered' && isUnderWay(reply.answer)) void follow(reply)
    })
    return () => {
      isGone.current = true
    }
  }, [name])

  const begin = async (): Promise<void> => {
    setBusy(true)
    setTold('Log in again …')
    const named = scope.trim()
    await follow(await order<LoginProgress>('login', name, named === '' ? {} : { scope: named }))
  }

  const follow = async (first: Reply<LoginProgress>): Promise<void> => {
    setBusy(true)
    let reply = first
    while (!isGone.current) {
      if (reply.tag === 'Refused') {
        setTold(reply.problem)
        setLogin(undefined)
        break
      }
      setLogin(reply.answer)
      const { message, scopes } = reply.answer
      setTold(scopes === undefined ? message : `${message}; ${scopes}`)
      if (!isUnderWay(reply.answer)) {
        await followLook(reply.answer.look)
        break
      }
      await oneSecond()
      reply = await ask<LoginProgress>(pathOf(name))
    }
    if (isGone.current) return
    setBusy(false)
    onDone()
  }

  const followLook = async (look: string | undefined): Promise<void> => {
    while (look !== undefined && !isGone.current) {
      const reply = await ask<LookAnswer>(`look?id=${encodeURIComponent(look)}`)
      if (reply.tag === 'Refused') return setTold(`the tokens are stored; ${reply.problem}`)
      setTold(`the tokens are stored; ${reply.answer.message}`)
      if (!['asked', 'at work'].includes(reply.answer.state)) return
      await oneSecond()
    }
  }

  return (
    <form
      class="actions"
      onSubmit={(event) => {
        event.preventDefault()
        if (!isBusy) void begin()
      }}
    >
      <label>
        Scopes to ask for, with spaces in between; empty: those that the secret keeps
        <input
          value={scope}
          readOnly={isBusy}
          autocomplete="off"
          spellcheck={false}
          onInput={({ currentTarget }) => setScope(currentTarget.value)}
        />
      </label>
      <button type="submit" aria-disabled={isBusy}>
        Log in again
      </button>
      {login?.state === 'waiting' && (
        <>
          {login.address !== undefined && (
            <a href={login.address} target="_blank" rel="noopener noreferrer">
              Open the provider's login in a new tab
            </a>
          )}
          <button type="button" onClick={() => void order('cancel-login', name)}>
            Cancel
          </button>
        </>
      )}
      <p class="told" role="status">
        {told}
      </p>
    </form>
  )
}

const isUnderWay = ({ state }: LoginProgress): boolean => state === 'waiting' || state === 'storing'

const pathOf = (name: string): string => `login?name=${encodeURIComponent(name)}`

const oneSecond = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1000))
