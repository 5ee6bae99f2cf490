// Where there are many: they are read one by one and kept nowhere, or go into the bucket, as the person chooses.
import type { House } from './house.ts';

interface Props {
  /** Still to be read. */
  readonly waiting: number;
  readonly house: House;
}

export const UploadOffer = ({ waiting, house }: Props) => (
  <section class="offer" aria-labelledby="offer-name">
    <h3 id="offer-name">{`${waiting} files are still waiting`}</h3>
    <p>
      They are sent one by one, read, and <b>kept nowhere</b>. Sent to the bucket instead, they are{' '}
      <b>kept there</b> with their readings, and are read even when this page is closed.
    </p>
    <button type="button" onClick={house.sendWaitingToBucket}>
      Send the waiting ones to the bucket, and keep them
    </button>
  </section>
);
