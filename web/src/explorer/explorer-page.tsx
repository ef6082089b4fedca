/** Try the API as oneself: a request, its answer, and the code that does the same. */
import {
  Badge,
  Body1,
  Button,
  Combobox,
  Field,
  Link,
  MessageBar,
  MessageBarBody,
  makeStyles,
  Option,
  Select,
  Subtitle1,
  Tab,
  TabList,
  Textarea,
  Title2,
  tokens,
} from '@fluentui/react-components';
import { useState } from 'react';
import { submitting } from '../forms/submit.ts';
import { useLanguage } from '../language/language.tsx';
import { DataTable } from '../overview/data-table.tsx';
import { useSession } from '../session/session-context.ts';
import { Panel } from '../shell/panel.tsx';
import { PageFailure } from '../shell/states.tsx';
import { CodeBlock } from './code-block.tsx';
import { suggestions } from './completion.ts';
import { examples } from './examples.ts';
import {
  curlOf,
  type ExplorerRequest,
  type Host,
  isJson,
  type Method,
  methods,
  readHeaders,
  sdkOf,
  takesBody,
} from './request.ts';
import { type ExplorerAnswer, useApiPaths, useSend } from './use-explorer.ts';

const useStyles = makeStyles({
  page: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalXL },
  title: { margin: 0 },
  panel: { padding: tokens.spacingHorizontalL },
  form: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
  line: { display: 'flex', flexWrap: 'wrap', alignItems: 'start', gap: tokens.spacingHorizontalM },
  url: { flexGrow: 1, minWidth: 'min(20rem, 100%)' },
  // Level with the inputs beside it, below their labels.
  send: { '@media (min-width: 640px)': { marginTop: '26px' } },
  wide: { width: '100%', minWidth: 0 },
  mono: { fontFamily: tokens.fontFamilyMonospace },
  examples: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: tokens.spacingHorizontalS,
    listStyleType: 'none',
    margin: 0,
    padding: 0,
  },
  head: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalM },
});

export default function ExplorerPage() {
  const { words } = useLanguage();
  const styles = useStyles();
  const [request, setRequest] = useState<ExplorerRequest>(examples.me);
  const [fault, setFault] = useState<string>();
  const sending = useSend();
  const send = submitting(sending.isPending ? 'waiting' : 'free', () => {
    const found = faultOf(request, words.explorer);
    setFault(found);
    if (found === undefined) sending.mutate(request);
  });
  return (
    <div className={styles.page}>
      <div>
        <Title2 as="h1" block className={styles.title}>
          {words.explorer.title}
        </Title2>
        <Body1 as="p" block>
          {words.explorer.about} <Link href="/docs">{words.explorer.docs}</Link>
        </Body1>
      </div>
      <Panel className={styles.panel}>
        <form className={styles.form} onSubmit={send}>
          <ul aria-label={words.explorer.examples} className={styles.examples}>
            {Object.entries(examples).map(([name, example]) => (
              <li key={name}>
                <Button size="small" shape="circular" onClick={() => setRequest(example)}>
                  {/* Both tables have the same names. */}
                  {words.explorer.exampleNames[name as keyof typeof examples]}
                </Button>
              </li>
            ))}
          </ul>
          <div className={styles.line}>
            <Field label={words.explorer.method}>
              <Select
                value={request.method}
                onChange={(_, { value }) => setRequest({ ...request, method: value as Method })} // the values are the options below
              >
                {methods.map((method) => (
                  <option key={method}>{method}</option>
                ))}
              </Select>
            </Field>
            <AddressInput request={request} onChange={(url) => setRequest({ ...request, url })} />
            <Button appearance="primary" type="submit" className={styles.send} disabledFocusable={sending.isPending}>
              {sending.isPending ? words.explorer.sending : words.explorer.send}
            </Button>
          </div>
          <Field label={words.explorer.headers} hint={words.explorer.headersHint}>
            <Textarea
              value={request.headers}
              rows={2}
              textarea={{ className: styles.mono }}
              onChange={(_, { value }) => setRequest({ ...request, headers: value })}
            />
          </Field>
          {takesBody(request.method) && (
            <Field label={words.explorer.body}>
              <Textarea
                value={request.body}
                rows={8}
                resize="vertical"
                textarea={{ className: styles.mono, spellCheck: false }}
                onChange={(_, { value }) => setRequest({ ...request, body: value })}
              />
            </Field>
          )}
          {fault !== undefined && (
            <MessageBar intent="error">
              <MessageBarBody>{fault}</MessageBarBody>
            </MessageBar>
          )}
        </form>
      </Panel>
      {sending.error ? <PageFailure error={sending.error} /> : <AnswerView answer={sending.data} />}
      <CodeView request={request} />
    </div>
  );
}

function faultOf(
  { method, url, headers, body }: ExplorerRequest,
  words: ReturnType<typeof useLanguage>['words']['explorer'],
): string | undefined {
  if (!/^\/(beta|v1\.0)(\/|\?|$)/.test(url)) return words.notAllowedHere;
  if (takesBody(method) && body.trim() !== '' && !isJson(body)) return words.badBody;
  const { fault } = readHeaders(headers);
  return fault === undefined ? undefined : words.badHeader(fault);
}

interface AddressInputProps {
  readonly request: ExplorerRequest;
  readonly onChange: (url: string) => void;
}

function AddressInput({ request: { url, method }, onChange }: AddressInputProps) {
  const { words } = useLanguage();
  const styles = useStyles();
  const paths = useApiPaths();
  const options = suggestions(url, method, paths.data ?? []);
  return (
    <Field label={words.explorer.url} hint={words.explorer.urlHint} className={styles.url}>
      <Combobox
        freeform
        className={styles.wide}
        input={{ className: styles.mono, spellCheck: false }}
        value={url}
        selectedOptions={[]}
        onChange={(event) => onChange(event.target.value)}
        onOptionSelect={(_, { optionValue }) => optionValue !== undefined && onChange(optionValue)}
      >
        {options.map((option) => (
          <Option key={option} value={option} className={styles.mono}>
            {option}
          </Option>
        ))}
      </Combobox>
    </Field>
  );
}

function AnswerView({ answer }: { readonly answer: ExplorerAnswer | undefined }) {
  const { words, formats } = useLanguage();
  const styles = useStyles();
  const [tab, setTab] = useState<'body' | 'headers'>('body');
  return (
    <Panel role="region" aria-label={words.explorer.answer} className={styles.panel}>
      <div className={styles.head} role="status">
        <Subtitle1 as="h2" className={styles.title}>
          {words.explorer.answer}
        </Subtitle1>
        {answer ? (
          <>
            <Badge color={answer.status < 400 ? 'success' : 'danger'} size="extra-large" appearance="tint">
              {answer.status} {answer.statusText}
            </Badge>
            {words.explorer.took(formats.number(Math.round(answer.milliseconds)))}
          </>
        ) : (
          words.explorer.nothingSent
        )}
      </div>
      {answer && (
        <>
          <TabList selectedValue={tab} onTabSelect={(_, { value }) => setTab(value === 'headers' ? 'headers' : 'body')}>
            <Tab value="body">{words.explorer.answerBody}</Tab>
            <Tab value="headers">{words.explorer.answerHeaders}</Tab>
          </TabList>
          {tab === 'headers' ? (
            <DataTable
              caption={words.explorer.answerHeaders}
              columns={[words.explorer.header, words.explorer.value]}
              rows={answer.headers.map(([name, value]) => ({ key: name, cells: [name, value] }))}
            />
          ) : answer.body === '' ? (
            words.explorer.noBody
          ) : (
            <CodeBlock label={words.explorer.answerBody} text={answer.body} />
          )}
        </>
      )}
    </Panel>
  );
}

function CodeView({ request }: { readonly request: ExplorerRequest }) {
  const { words } = useLanguage();
  const styles = useStyles();
  const { dev } = useSession().session.configuration;
  const [tab, setTab] = useState<'curl' | 'sdk'>('curl');
  const host: Host = { origin: location.origin, certificate: dev && location.protocol === 'https:' ? 'development' : 'known' };
  return (
    <Panel role="region" aria-label={words.explorer.code} className={styles.panel}>
      <Subtitle1 as="h2" className={styles.title}>
        {words.explorer.code}
      </Subtitle1>
      <TabList selectedValue={tab} onTabSelect={(_, { value }) => setTab(value === 'sdk' ? 'sdk' : 'curl')}>
        <Tab value="curl">curl</Tab>
        <Tab value="sdk">JavaScript</Tab>
      </TabList>
      <CodeBlock label={words.explorer.code} text={(tab === 'curl' ? curlOf : sdkOf)(request, host)} />
    </Panel>
  );
}
