/** The corner in which notices are seen; fetched with the first of them. */
import { Toast, ToastBody, Toaster, ToastTitle, useId, useToastController } from '@fluentui/react-components';
import { useEffect, useRef } from 'react';

export interface Notice {
  readonly key: number;
  readonly intent: 'success' | 'error';
  readonly title: string;
  readonly body?: string;
  readonly detail?: string | undefined;
}

/** Milliseconds a notice stays; bad news longer. */
const stay = { success: 4000, error: 12_000 } as const;

export default function NoticeCorner({ notices }: { readonly notices: readonly Notice[] }) {
  const toaster = useId('notices');
  const { dispatchToast } = useToastController(toaster);
  const shown = useRef(0);
  useEffect(() => {
    for (const { key, intent, title, body, detail } of notices) {
      if (key <= shown.current) continue;
      shown.current = key;
      dispatchToast(
        <Toast>
          <ToastTitle>{title}</ToastTitle>
          {body !== undefined && <ToastBody subtitle={detail}>{body}</ToastBody>}
        </Toast>,
        { intent, timeout: stay[intent] },
      );
    }
  }, [notices, dispatchToast]);
  return <Toaster toasterId={toaster} position="bottom-end" pauseOnHover pauseOnWindowBlur />;
}
