// A picture from the camera: live where the browser allows it, else by the device's own camera program.
import { Component, createRef } from 'preact';

interface Props {
  readonly onTake: (name: string, file: Blob) => void;
  readonly onClose: () => void;
}

type State = { readonly is: 'opening' | 'open' } | { readonly is: 'refused'; readonly message: string };

const refusals: Readonly<Record<string, string>> = {
  NotAllowedError: 'The camera may not be used here: allow it in the browser, or take the picture so:',
  NotFoundError: 'No camera was found. Take the picture so:',
  NotReadableError: 'Another program has the camera. Close it, or take the picture so:',
};

let taken = 0;

export class Camera extends Component<Props, State> {
  override state: State = { is: 'opening' };
  readonly video = createRef<HTMLVideoElement>();
  readonly own = createRef<HTMLInputElement>();
  stream: MediaStream | null = null;
  isGone = false;

  override async componentDidMount(): Promise<void> {
    try {
      // Absent where the page does not come by https or from this machine.
      if (!('mediaDevices' in navigator)) throw new DOMException('', 'NotAllowedError');
      const video = { facingMode: 'environment', width: { ideal: 1920 } };
      const stream = await navigator.mediaDevices.getUserMedia({ video });
      if (this.isGone) return stopAll(stream);
      this.stream = stream;
      if (this.video.current !== null) {
        this.video.current.srcObject = stream;
        await this.video.current.play();
      }
      this.setState({ is: 'open' });
    } catch (error) {
      const name = error instanceof DOMException ? error.name : '';
      const message = refusals[name] ?? 'The camera cannot be used here. Take the picture so:';
      this.setState({ is: 'refused', message });
    }
  }

  override componentWillUnmount(): void {
    this.isGone = true;
    if (this.stream !== null) stopAll(this.stream);
  }

  readonly take = (): void => {
    const video = this.video.current;
    if (video === null) return;
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
    canvas.getContext('2d')?.drawImage(video, 0, 0);
    canvas.toBlob(
      file => {
        taken += 1;
        if (file !== null) this.props.onTake(`camera-${taken}.jpg`, file);
      },
      'image/jpeg',
      0.92,
    );
  };

  readonly takeOwn = ({ files }: HTMLInputElement): void => {
    for (const file of files ?? []) this.props.onTake(file.name, file);
  };

  override render() {
    const { state } = this;
    return (
      <div class="panel camera">
        <video
          ref={this.video}
          hidden={state.is === 'refused'}
          muted
          playsInline
          aria-label="What the camera sees"
        />
        <p class="notice" role="status">
          {state.is === 'opening' ? 'Opening the camera…' : ''}
          {state.is === 'refused' ? state.message : ''}
        </p>
        <input
          ref={this.own}
          type="file"
          accept="image/*"
          capture="environment"
          hidden
          aria-label="Picture from the camera"
          onChange={({ currentTarget }) => this.takeOwn(currentTarget)}
        />
        <div class="buttons">
          {state.is === 'refused' ? (
            <button type="button" class="main" onClick={() => this.own.current?.click()}>
              Open the device’s camera
            </button>
          ) : (
            <button type="button" class="main" disabled={state.is !== 'open'} onClick={this.take}>
              Take the picture
            </button>
          )}
          <button type="button" onClick={this.props.onClose}>
            Close the camera
          </button>
        </div>
      </div>
    );
  }
}

const stopAll = (stream: MediaStream): void => {
  for (const track of stream.getTracks()) track.stop();
};
