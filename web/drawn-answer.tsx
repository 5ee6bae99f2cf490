// What was read in a drawing, and what the networks got of it where that is wanted.
import type { Answer } from './post-image.ts';
import { SeenPictures } from './seen-pictures.tsx';
import { describeStatus, percent } from './words.ts';

interface Props {
  readonly answer: Answer | null;
  readonly isCurrent: boolean;
  readonly onShowInput: (isWanted: boolean) => void;
}

export const DrawnAnswer = ({ answer, isCurrent, onShowInput }: Props) => {
  const seen = answer?.kind === 'reading' ? answer.reading.seen : undefined;
  return (
    <>
      <output class={isCurrent ? 'drawn' : 'drawn behind'} aria-busy={!isCurrent}>
        {answer === null ? (
          <span class="hint">The reading appears while you write.</span>
        ) : (
          <Drawn answer={answer} />
        )}
      </output>
      <details class="model-view" onToggle={({ currentTarget }) => onShowInput(currentTarget.open)}>
        <summary>How the model sees it</summary>
        {seen === undefined ? <p class="hint">Nothing has been read yet.</p> : <SeenPictures seen={seen} />}
      </details>
    </>
  );
};

const Drawn = ({ answer }: { readonly answer: Answer }) => {
  if (answer.kind !== 'reading') return <span class="hint">{answer.why}</span>;
  const { reading } = answer;
  return (
    <>
      <strong class={`value ${reading.status}`}>{reading.text ?? reading.value ?? '–'}</strong>
      <span>
        {reading.confidence !== null && <b>{percent(reading.confidence)} </b>}
        {describeStatus(reading)}
      </span>
    </>
  );
};
