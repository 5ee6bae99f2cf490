// Which of the pointers on a sheet draws: one at a time, and a pen before fingers, since the hand that holds it rests there.

/** What a pointer that comes down does: it begins a stroke, it takes over from a palm, or nothing. */
type Landing = 'draws' | 'takes-over' | 'rests';

interface Lifted {
  readonly pointerId: number;
}

interface Down extends Lifted {
  readonly pointerType: string;
  readonly button: number;
}

export interface Pointers {
  readonly land: (event: Down) => Landing;
  readonly isDrawing: (event: Lifted) => boolean;
  /** True where it was the one that drew. */
  readonly lift: (event: Lifted) => boolean;
  /** A new sheet: fingers may draw again. */
  readonly reset: () => void;
}

export const createPointers = (): Pointers => {
  let drawing: Down | null = null;
  let hasPen = false;
  return {
    land: event => {
      const isPen = event.pointerType === 'pen';
      if (event.button !== 0 || (event.pointerType === 'touch' && hasPen)) return 'rests';
      const isPalm = drawing?.pointerType === 'touch' && isPen;
      if (drawing !== null && !isPalm) return 'rests';
      const landing = drawing === null ? 'draws' : 'takes-over';
      drawing = event;
      hasPen ||= isPen;
      return landing;
    },
    isDrawing: ({ pointerId }) => drawing?.pointerId === pointerId,
    lift: ({ pointerId }) => {
      if (drawing?.pointerId !== pointerId) return false;
      drawing = null;
      return true;
    },
    reset: () => {
      hasPen = false;
    },
  };
};
