// A picture by its web address.
import { Component } from 'preact';
import { fetchAddress } from './fetch-address.ts';

interface Props {
  readonly onFetch: (name: string, file: Blob) => void;
}

interface State {
  readonly message: string;
  readonly isBusy: boolean;
}

export class AddressForm extends Component<Props, State> {
  override state: State = { message: '', isBusy: false };

  readonly submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const address = String(new FormData(event.currentTarget as HTMLFormElement).get('address') ?? '');
    this.setState({ message: 'Fetching…', isBusy: true });
    const fetched = await fetchAddress(address);
    this.setState({ message: fetched.kind === 'fault' ? fetched.message : '', isBusy: false });
    if (fetched.kind === 'picture') this.props.onFetch(fetched.picture.name, fetched.picture.file);
  };

  override render() {
    return (
      <form class="panel address" onSubmit={this.submit} noValidate>
        <label for="address">Web address of a picture</label>
        <div class="row">
          <input
            id="address"
            name="address"
            type="url"
            inputMode="url"
            autocomplete="off"
            placeholder="https://example.org/picture.jpg"
            aria-describedby="address-message"
          />
          <button type="submit" class="main" disabled={this.state.isBusy}>
            Read it
          </button>
        </div>
        <p class="hint">Your browser fetches it, not the server.</p>
        <p id="address-message" class="notice" role="status">
          {this.state.message}
        </p>
      </form>
    );
  }
}
