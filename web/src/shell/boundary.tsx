/** Keeps what breaks from taking the whole app with it. */
import { Component, type ReactNode } from 'react';

interface BoundaryProps {
  readonly children: ReactNode;
  readonly instead: (error: unknown) => ReactNode;
}

interface State {
  readonly broken?: { readonly error: unknown };
}

export class Boundary extends Component<BoundaryProps, State> {
  override state: State = {};

  static getDerivedStateFromError(error: unknown): State {
    return { broken: { error } };
  }

  override render() {
    const { children, instead } = this.props;
    return this.state.broken ? instead(this.state.broken.error) : children;
  }
}
