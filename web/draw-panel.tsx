// A sheet to write on with pen, mouse, finger or arrow keys; the reading appears while one writes.
import { Component, createRef } from 'preact';
import { createLatest } from './latest.ts';
import { type Answer, type Expect, postImage } from './post-image.ts';
import { extend, movePen, type Point, type Stroke } from './strokes.ts';
import { describeStatus, percent } from './words.ts';

interface Props {
  readonly expect: Expect;
  readonly onKeep: (name: string, file: Blob) => void;
}

interface State {
  readonly answer: Answer | null;
  /** Where the keys have the pen; null until one is pressed. */
  readonly pen: (Point & { readonly isDown: boolean }) | null;
  readonly isEmpty: boolean;
}

interface Question {
  readonly image: Blob;
  /** When the last point of it was drawn, by the clock of `performance`. */
  readonly drawnAt: number;
}

const sheet = { width: 640, height: 240 };
const penPixels = 9;
const stepPixels = 10;
let kept = 0;

export class DrawPanel extends Component<Props, State> {
  override state: State = { answer: null, pen: null, isEmpty: true };
  readonly canvas = createRef<HTMLCanvasElement>();
  strokes: readonly Stroke[] = [];
  pointer: number | null = null;

  readonly latest = createLatest<Question, Answer>({
    ask: ({ image }) => postImage(image, { expect: this.props.expect, signal: AbortSignal.timeout(10_000) }),
    show: (answer, { drawnAt }) => {
      this.setState({ answer }, () => {
        // Browsers keep it for whoever measures.
        performance.measure('drawing-to-answer', { start: drawnAt });
      });
    },
    quietMs: 25,
    longestMs: 100,
  });

  override componentDidMount(): void {
    this.paint();
  }

  override componentWillUnmount(): void {
    this.latest.forget();
  }

  /** The whole sheet anew: strokes are few. */
  paint(): void {
    // Kept where it is quick to read back: it is sent with every pause of the pen.
    const context = this.canvas.current?.getContext('2d', { willReadFrequently: true });
    if (!context) return;
    context.fillStyle = '#fff';
    context.fillRect(0, 0, sheet.width, sheet.height);
    Object.assign(context, {
      lineWidth: penPixels,
      lineCap: 'round',
      lineJoin: 'round',
      strokeStyle: '#15181b',
    });
    for (const stroke of this.strokes) {
      context.beginPath();
      const [first] = stroke;
      if (first !== undefined) context.moveTo(first.x, first.y);
      for (const { x, y } of stroke) context.lineTo(x, y);
      context.stroke();
    }
  }

  image(): Promise<Blob | null> {
    const canvas = this.canvas.current;
    return new Promise(resolve => (canvas === null ? resolve(null) : canvas.toBlob(resolve, 'image/png')));
  }

  change(strokes: readonly Stroke[]): void {
    this.strokes = strokes;
    this.paint();
    const isEmpty = strokes.length === 0;
    if (isEmpty !== this.state.isEmpty) this.setState({ isEmpty });
    if (isEmpty) {
      this.latest.forget();
      this.setState({ answer: null });
      return;
    }
    const drawnAt = performance.now();
    this.latest.change(async () => {
      const image = await this.image();
      return image === null ? null : { image, drawnAt };
    });
  }

  pointOf({ clientX, clientY }: PointerEvent): Point {
    const box = this.canvas.current?.getBoundingClientRect();
    if (box === undefined) return { x: 0, y: 0 };
    return {
      x: ((clientX - box.left) / box.width) * sheet.width,
      y: ((clientY - box.top) / box.height) * sheet.height,
    };
  }

  readonly down = (event: PointerEvent): void => {
    if (event.button !== 0 || this.pointer !== null) return;
    this.pointer = event.pointerId;
    this.canvas.current?.setPointerCapture(event.pointerId);
    this.change([...this.strokes, [this.pointOf(event)]]);
  };

  readonly move = (event: PointerEvent): void => {
    if (event.pointerId !== this.pointer) return;
    const points = event.getCoalescedEvents?.() ?? [];
    const passed = (points.length > 0 ? points : [event]).map(one => this.pointOf(one));
    this.change(passed.reduce(extend, this.strokes));
  };

  readonly up = (event: PointerEvent): void => {
    if (event.pointerId === this.pointer) this.pointer = null;
  };

  readonly key = (event: KeyboardEvent): void => {
    const pen = this.state.pen ?? { x: sheet.width / 2, y: 40, isDown: false };
    if (event.key === ' ') {
      event.preventDefault();
      this.setState({ pen: { ...pen, isDown: !pen.isDown } });
      if (!pen.isDown) this.change([...this.strokes, [pen]]);
      return;
    }
    const moved = movePen(pen, event.key, {
      ...sheet,
      stepPixels: event.shiftKey ? stepPixels * 3 : stepPixels,
    });
    if (moved === null) return;
    event.preventDefault();
    this.setState({ pen: { ...moved, isDown: pen.isDown } });
    if (pen.isDown) this.change(extend(this.strokes, moved));
  };

  readonly keep = async (): Promise<void> => {
    const image = await this.image();
    if (image === null) return;
    kept += 1;
    this.props.onKeep(`drawing-${kept}.png`, image);
    this.change([]);
  };

  override render() {
    const { pen, isEmpty, answer } = this.state;
    return (
      <div class="panel draw">
        <div class="sheet">
          <canvas
            ref={this.canvas}
            {...sheet}
            tabIndex={0}
            role="img"
            aria-label="Sheet to write on"
            aria-describedby="draw-keys"
            onPointerDown={this.down}
            onPointerMove={this.move}
            onPointerUp={this.up}
            onPointerCancel={this.up}
            onKeyDown={this.key}
          />
          {pen !== null && (
            <svg class="pen" viewBox={`0 0 ${sheet.width} ${sheet.height}`} aria-hidden="true">
              <circle cx={pen.x} cy={pen.y} r="9" class={pen.isDown ? 'down' : ''} />
            </svg>
          )}
          {isEmpty && pen === null && <span class="invite">Write a number here</span>}
        </div>
        <output class="drawn">{answer === null ? <DrawnNothing /> : <Drawn answer={answer} />}</output>
        <div class="buttons">
          <button type="button" disabled={isEmpty} onClick={() => this.change(this.strokes.slice(0, -1))}>
            Undo
          </button>
          <button type="button" disabled={isEmpty} onClick={() => this.change([])}>
            Clear
          </button>
          <button type="button" disabled={isEmpty} onClick={this.keep}>
            Keep in the table
          </button>
        </div>
        <p id="draw-keys" class="hint">
          With keys: space puts the pen down and lifts it, arrows move it, Shift moves it further.
        </p>
      </div>
    );
  }
}

const DrawnNothing = () => <span class="hint">The reading appears while you write.</span>;

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
