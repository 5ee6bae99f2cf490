// The ways in: files, folders, what is dropped or pasted, the camera, an address, the pen.
import { Component, type ComponentChildren, createRef } from 'preact';
import './inputs.css';
import { AddressForm } from './address-form.tsx';
import { Camera } from './camera.tsx';
import { type Collected, ofChosenFolder, ofFiles, ofTransfer } from './collect-pictures.ts';
import { DrawPanel } from './draw-panel.tsx';
import type { House } from './house.ts';
import type { Expect } from './post-image.ts';

type Panel = 'draw' | 'camera' | 'address';

interface Props {
  readonly house: House;
  readonly notice: string;
  readonly expect: Expect;
  readonly isShown: boolean;
}

interface State {
  readonly panel: Panel | null;
  readonly isOver: boolean;
}

const panels: readonly (readonly [Panel, string])[] = [
  ['draw', 'Draw'],
  ['camera', 'Camera'],
  ['address', 'Web address'],
];

const sayPassedOver = (count: number): string =>
  count === 1
    ? '1 file that is no picture was passed over.'
    : `${count} files that are no pictures were passed over.`;

export class Inputs extends Component<Props, State> {
  override state: State = { panel: null, isOver: false };
  readonly files = createRef<HTMLInputElement>();
  readonly folder = createRef<HTMLInputElement>();

  override componentDidMount(): void {
    addEventListener('paste', this.paste);
    addEventListener('dragover', this.drag);
    addEventListener('dragleave', this.leave);
    addEventListener('drop', this.drop);
  }

  readonly take = ({ pictures, passedOver }: Collected): void => {
    this.props.house.add(pictures);
    if (passedOver > 0) this.props.house.say(sayPassedOver(passedOver));
    else if (pictures.length === 0) this.props.house.say('There was no picture in it.');
  };

  readonly paste = ({ clipboardData }: ClipboardEvent): void => {
    if (!this.props.isShown || clipboardData === null || clipboardData.files.length === 0) return;
    this.take(ofFiles(clipboardData.files));
  };

  readonly drag = (event: DragEvent): void => {
    event.preventDefault();
    if (!this.state.isOver) this.setState({ isOver: true });
  };

  readonly leave = ({ relatedTarget }: DragEvent): void => {
    if (relatedTarget === null) this.setState({ isOver: false });
  };

  readonly drop = async (event: DragEvent): Promise<void> => {
    event.preventDefault();
    this.setState({ isOver: false });
    if (event.dataTransfer === null) return;
    try {
      this.take(await ofTransfer(event.dataTransfer));
    } catch {
      this.props.house.say('What was dropped could not be read. Choose the files instead.');
    }
  };

  readonly choose = (input: HTMLInputElement, collect: (files: Iterable<File>) => Collected): void => {
    if (input.files === null || input.files.length === 0) return;
    this.take(collect(input.files));
    // So that the same files can be chosen again.
    input.value = '';
  };

  panel(): ComponentChildren {
    const add = (name: string, file: Blob): void => this.props.house.add([{ name, file }]);
    const close = (): void => this.setState({ panel: null });
    if (this.state.panel === 'draw') return <DrawPanel expect={this.props.expect} onKeep={add} />;
    if (this.state.panel === 'camera') return <Camera onTake={add} onClose={close} />;
    return this.state.panel === 'address' ? <AddressForm onFetch={add} /> : null;
  }

  override render() {
    const { panel, isOver } = this.state;
    const { house, notice, expect } = this.props;
    return (
      <section class={isOver ? 'inputs over' : 'inputs'} aria-labelledby="inputs-name">
        <h2 id="inputs-name">Add pictures</h2>
        <p class="hint">Drop pictures or folders anywhere on this page, paste one, or:</p>
        <div class="buttons">
          <button type="button" class="main" onClick={() => this.files.current?.click()}>
            Choose files
          </button>
          <button type="button" onClick={() => this.folder.current?.click()}>
            Choose a folder
          </button>
          {panels.map(([name, label]) => (
            <button
              key={name}
              type="button"
              aria-expanded={panel === name}
              onClick={() => this.setState({ panel: panel === name ? null : name })}
            >
              {label}
            </button>
          ))}
          <label class="expect">
            Expect
            <select
              value={expect}
              onChange={({ currentTarget }) => house.setExpect(currentTarget.value as Expect)}
            >
              <option value="">anything</option>
              <option value="digit">one digit</option>
              <option value="number">one number</option>
            </select>
          </label>
        </div>
        <input
          ref={this.files}
          type="file"
          multiple
          hidden
          aria-label="Files"
          onChange={({ currentTarget }) => this.choose(currentTarget, ofFiles)}
        />
        <input
          ref={this.folder}
          type="file"
          {...{ webkitdirectory: true }}
          hidden
          aria-label="Folder"
          onChange={({ currentTarget }) => this.choose(currentTarget, ofChosenFolder)}
        />
        <p class="notice" role="status">
          {notice}
        </p>
        {this.panel()}
      </section>
    );
  }
}
