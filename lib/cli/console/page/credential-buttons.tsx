import { useEffect, useRef, useState } from 'preact/hooks'
import type { LookAnswer } from '../page-data.ts'
import { ConfirmDialog } from './confirm-dialog.tsx'
import { ask, order } from './server.ts'

type Action = 'rotate' | 'pause' | 'resume'

/** What can be done with a credential: each is asked about first, and what comes of it is told as it comes. */
export const CredentialButtons = ({
  name,
  isPaused,
  onDone,
}: {
  readonly name: string
  readonly isPaused: boolean
  readonly onDone: () => void
}) => {
  const [asked, setAsked] = useState<Action>()
  const [isBusy, setBusy] = useState(false)
  const [told, setTold] = useState('')
  const isGone = useRef(false)
  useEffect(
    () => () => {
      isGone.current = true
    },
    [],
  )

  const carryOut = async (action: Action): Promise<void> => {
    setBusy(true)
    setTold(`${ACTIONS[action].title} …`)
    const reply = await order(action, name)
    if (reply.tag === 'Refused') setTold(reply.problem)
    else {
      setTold(reply.answer.message)
      if (reply.answer.look !== undefined) await follow(reply.answer.look)
    }
    if (isGone.current) return
    setBusy(false)
    onDone()
  }

  const follow = async (look: string): Promise<void> => {
    while (!isGone.current) {
      const reply = await ask<LookAnswer>(`look?id=${encodeURIComponent(look)}`)
      if (reply.tag === 'Refused') return setTold(reply.problem)
      setTold(reply.answer.message)
      if (!['asked', 'at work'].includes(reply.answer.state)) return
      await new Promise((resolve) => setTimeout(resolve, 1000))
    }
  }

  return (
    <div class="actions">
      {(isPaused ? (['resume'] as const) : (['rotate', 'pause'] as const)).map((action) => (
        <button
          key={action}
          type="button"
          aria-disabled={isBusy}
          onClick={() => !isBusy && setAsked(action)}
        >
          {ACTIONS[action].title}
        </button>
      ))}
      <p class="told" role="status">
        {told}
      </p>
      {asked !== undefined && (
        <ConfirmDialog
          title={`${ACTIONS[asked].title}: ${name}`}
          text={ACTIONS[asked].text}
          yes={ACTIONS[asked].title}
          onAnswer={(isYes) => {
            setAsked(undefined)
            if (isYes) void carryOut(asked)
          }}
        />
      )}
    </div>
  )
}

const ACTIONS: Readonly<Record<Action, { readonly title: string; readonly text: string }>> = {
  rotate: {
    title: 'Rotate now',
    text: 'The deployed functions refresh it at its provider now, even if it is not due. Consumers read the new token from the secret.',
  },
  pause: {
    title: 'Pause',
    text: 'Nothing new is begun for it until it is resumed. Its access token ends when it ends.',
  },
  resume: { title: 'Resume', text: 'The next sweep looks at it again.' },
}
