import { Component, type ReactNode } from 'react';

interface SafelyProps {
  children: ReactNode;
  /** What to say instead. */
  told?: string;
}

/** Keeps the rest of the page when a part of it cannot be loaded or drawn. */
export class Safely extends Component<SafelyProps, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    return (
      <div className="diagram-none" role="alert">
        <p>
          {this.props.told ?? 'The canvas could not be shown. Your network is kept: it is in the address of the page.'}
        </p>
        <button type="button" className="button" onClick={() => window.location.reload()}>
          Reload
        </button>
      </div>
    );
  }
}
