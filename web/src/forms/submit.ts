/** What a form does when it is sent: nothing, as long as what it sent before has not been answered. */
import type { FormEvent } from 'react';

export function submitting(standing: 'free' | 'waiting', act: () => void): (event: FormEvent) => void {
  return (event) => {
    event.preventDefault();
    if (standing === 'free') act();
  };
}
