import { Input, Label, Text, TextField } from 'react-aria-components';

interface TextBoxProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** A sentence below the box. */
  tells?: string;
  type?: 'text' | 'password' | 'search';
  autoComplete?: string;
  maxLength?: number;
  isRequired?: boolean;
  autoFocus?: boolean;
  /** For codes: letters stand apart, nothing is corrected. */
  code?: boolean;
}

/** One line of text with its name. */
export function TextBox({ label, value, onChange, tells, type = 'text', code = false, ...more }: TextBoxProps) {
  return (
    <TextField className="text-field" value={value} onChange={onChange} type={type} {...more}>
      <Label className="text-label">{label}</Label>
      <Input
        className={code ? 'text-box text-code' : 'text-box'}
        {...(code ? { autoCapitalize: 'characters', autoCorrect: 'off', spellCheck: false } : {})}
      />
      {tells !== undefined && (
        <Text slot="description" className="text-tells">
          {tells}
        </Text>
      )}
    </TextField>
  );
}
