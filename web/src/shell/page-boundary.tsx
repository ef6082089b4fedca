/** Keeps a page that breaks from taking the whole app with it. */
import { Component, type ReactNode } from 'react';
import { PageFailure } from './states.tsx';

interface PageBoundaryProps {
  readonly children: ReactNode;
}

export class PageBoundary extends Component<PageBoundaryProps, { readonly error: unknown }> {
  override state: { readonly error: unknown } = { error: undefined };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render() {
    if (this.state.error === undefined) return this.props.children;
    return <PageFailure error={this.state.error} onRetry={() => location.reload()} />;
  }
}
