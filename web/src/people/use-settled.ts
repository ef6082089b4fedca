/** A value that follows another once it has stopped changing for a moment. */
import { useEffect, useState } from 'react';

/** Milliseconds: shorter than one notices, longer than between two keys. */
const moment = 120;

export function useSettled<Value>(value: Value): Value {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), moment);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
