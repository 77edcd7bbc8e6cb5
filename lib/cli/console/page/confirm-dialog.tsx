import { useEffect, useRef } from 'preact/hooks'

/** Asks before something is done. Shape: Escape says no. */
export const ConfirmDialog = ({
  title,
  text,
  yes,
  onAnswer,
}: {
  readonly title: string
  readonly text: string
  readonly yes: string
  readonly onAnswer: (isYes: boolean) => void
}) => {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    dialog.current?.showModal()
  }, [])
  return (
    <dialog
      ref={dialog}
      aria-labelledby="question"
      onClose={({ currentTarget }) => onAnswer(currentTarget.returnValue === 'yes')}
    >
      <h2 id="question">{title}</h2>
      <p>{text}</p>
      <div class="actions">
        <button type="button" onClick={() => dialog.current?.close('yes')}>
          {yes}
        </button>
        <button type="button" onClick={() => dialog.current?.close('')}>
          Cancel
        </button>
      </div>
    </dialog>
  )
}
