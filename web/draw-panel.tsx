// A sheet to write on with pen, mouse, finger or arrow keys; the reading appears while one writes.
import { Component, createRef } from 'preact';
import { createAsking } from './ask-while-drawing.ts';
import { DrawnAnswer } from './drawn-answer.tsx';
import { encodeGreyPng } from './grey-png.ts';
import { createPointers } from './pointers.ts';
import type { Answer, Expect } from './post-image.ts';
import { extend, movePen, type Point, paintStrokes, type Stroke } from './strokes.ts';

interface Props {
  readonly expect: Expect;
  readonly onKeep: (name: string, file: Blob) => void;
}

interface State {
  readonly answer: Answer | null;
  /** The answer is of what stands there now, not of what stood there a moment ago. */
  readonly isCurrent: boolean;
  /** Where the keys have the pen; null until one is pressed. */
  readonly pen: (Point & { readonly isDown: boolean }) | null;
  readonly isEmpty: boolean;
  readonly showsInput: boolean;
}

/** Where there is little room beside, fingers get more of it below. */
const sheetFor = (roomPixels: number) => ({ width: 640, height: roomPixels < 700 ? 340 : 240 });
const stepPixels = 10;
let kept = 0;

export class DrawPanel extends Component<Props, State> {
  override state: State = { answer: null, isCurrent: true, pen: null, isEmpty: true, showsInput: false };
  readonly sheet = sheetFor(innerWidth);
  readonly canvas = createRef<HTMLCanvasElement>();
  readonly pointers = createPointers();
  strokes: readonly Stroke[] = [];

  readonly asking = createAsking({
    image: () => this.image(),
    options: () => ({ expect: this.props.expect, showsInput: this.state.showsInput }),
    show: (answer, isCurrent, whenShown) => this.setState({ answer, isCurrent }, whenShown),
  });

  override componentDidMount(): void {
    paintStrokes(this.surface(), this.strokes, this.sheet);
    this.canvas.current?.focus();
  }

  override componentDidUpdate({ expect }: Props, { showsInput }: State): void {
    const asksElse = expect !== this.props.expect || (this.state.showsInput && !showsInput);
    if (asksElse && this.strokes.length > 0) this.asking.change(this.strokes);
  }

  override componentWillUnmount(): void {
    this.asking.forget();
  }

  surface(): CanvasRenderingContext2D {
    // Kept where it is quick to read back: it is sent with every pause of the pen.
    const context = this.canvas.current?.getContext('2d', { willReadFrequently: true });
    if (!context) throw new Error('expected a canvas to draw on');
    return context;
  }

  image(): Promise<Blob> {
    return encodeGreyPng(this.surface().getImageData(0, 0, this.sheet.width, this.sheet.height));
  }

  change(strokes: readonly Stroke[]): void {
    this.strokes = strokes;
    paintStrokes(this.surface(), strokes, this.sheet);
    const isEmpty = strokes.length === 0;
    if (isEmpty) {
      this.asking.forget();
      this.pointers.reset();
      this.setState({ answer: null, isCurrent: true, isEmpty });
      return;
    }
    if (this.state.isEmpty || this.state.isCurrent) this.setState({ isEmpty, isCurrent: false });
    this.asking.change(strokes);
  }

  /** Buttons that have nothing left to do lose the focus: it goes where one writes on. */
  changeByButton(strokes: readonly Stroke[]): void {
    this.change(strokes);
    if (strokes.length === 0) this.canvas.current?.focus();
    else this.asking.settle();
  }

  pointOf({ clientX, clientY, pointerType, pressure }: PointerEvent): Point {
    const box = this.canvas.current?.getBoundingClientRect();
    if (box === undefined) return { x: 0, y: 0 };
    return {
      x: ((clientX - box.left) / box.width) * this.sheet.width,
      y: ((clientY - box.top) / box.height) * this.sheet.height,
      ...(pointerType === 'pen' ? { pressure } : {}),
    };
  }

  readonly down = (event: PointerEvent): void => {
    const landing = this.pointers.land(event);
    if (landing === 'rests') return;
    this.canvas.current?.setPointerCapture(event.pointerId);
    // What a palm has drawn before the pen came down is none of the writing.
    const strokes = landing === 'takes-over' ? this.strokes.slice(0, -1) : this.strokes;
    this.change([...strokes, [this.pointOf(event)]]);
  };

  readonly move = (event: PointerEvent): void => {
    if (!this.pointers.isDrawing(event)) return;
    const points = event.getCoalescedEvents?.() ?? [];
    const passed = (points.length > 0 ? points : [event]).map(one => this.pointOf(one));
    this.change(passed.reduce(extend, this.strokes));
  };

  readonly up = (event: PointerEvent): void => {
    if (!this.pointers.lift(event)) return;
    this.asking.settle(event.timeStamp);
  };

  readonly key = (event: KeyboardEvent): void => {
    if (this.edit(event)) {
      event.preventDefault();
      return;
    }
    const pen = this.state.pen ?? { x: this.sheet.width / 2, y: 40, isDown: false };
    if (event.key === ' ') {
      event.preventDefault();
      this.setState({ pen: { ...pen, isDown: !pen.isDown } });
      if (!pen.isDown) this.change([...this.strokes, [{ x: pen.x, y: pen.y }]]);
      else this.asking.settle();
      return;
    }
    const moved = movePen(pen, event.key, {
      ...this.sheet,
      stepPixels: event.shiftKey ? stepPixels * 3 : stepPixels,
    });
    if (moved === null) return;
    event.preventDefault();
    this.setState({ pen: { ...moved, isDown: pen.isDown } });
    if (pen.isDown) this.change(extend(this.strokes, moved));
  };

  /** True for the keys that take back. */
  edit({ key, ctrlKey, metaKey }: KeyboardEvent): boolean {
    const isUndo = key.toLowerCase() === 'z' && (ctrlKey || metaKey);
    if (!isUndo && key !== 'Delete') return false;
    this.change(isUndo ? this.strokes.slice(0, -1) : []);
    if (this.state.pen !== null) this.setState({ pen: { ...this.state.pen, isDown: false } });
    return true;
  }

  readonly keep = async (): Promise<void> => {
    const image = await this.image();
    kept += 1;
    this.props.onKeep(`drawing-${kept}.png`, image);
    this.changeByButton([]);
  };

  override render() {
    const { pen, isEmpty, answer, isCurrent } = this.state;
    return (
      <div class="panel draw">
        <div class="sheet">
          {/* biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: so that screen readers hand their keys on */}
          <canvas
            ref={this.canvas}
            {...this.sheet}
            tabIndex={0}
            role="application"
            aria-label="Sheet to write on"
            aria-describedby="draw-keys"
            onPointerDown={this.down}
            onPointerMove={this.move}
            onPointerUp={this.up}
            onPointerCancel={this.up}
            onLostPointerCapture={this.up}
            onKeyDown={this.key}
          />
          {pen !== null && (
            <svg class="pen" viewBox={`0 0 ${this.sheet.width} ${this.sheet.height}`} aria-hidden="true">
              <circle cx={pen.x} cy={pen.y} r="9" class={pen.isDown ? 'down' : ''} />
            </svg>
          )}
          {isEmpty && pen === null && <span class="invite">Write a number here</span>}
        </div>
        <div class="buttons">
          <button
            type="button"
            disabled={isEmpty}
            onClick={() => this.changeByButton(this.strokes.slice(0, -1))}
          >
            Undo
          </button>
          <button type="button" disabled={isEmpty} onClick={() => this.changeByButton([])}>
            Clear
          </button>
          <button type="button" disabled={isEmpty} onClick={this.keep}>
            Keep in the table
          </button>
        </div>
        <DrawnAnswer
          answer={answer}
          isCurrent={isCurrent}
          onShowInput={showsInput => this.setState({ showsInput })}
        />
        <p id="draw-keys" class="hint">
          With keys: space puts the pen down and lifts it, arrows move it, Shift moves it further; Ctrl+Z
          takes back a stroke, Delete clears the sheet.
        </p>
      </div>
    );
  }
}
