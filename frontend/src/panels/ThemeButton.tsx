import { Moon, Sun } from 'lucide-react';
import { show } from '@/state/screen';
import { useTheme } from '@/state/theme';
import { IconButton } from './IconButton';

/** From light to dark and back; `keys`: what does the same. */
export function ThemeButton({ keys }: { keys?: string }) {
  const dark = useTheme() === 'dark';
  return (
    <IconButton
      label={dark ? 'Light theme' : 'Dark theme'}
      {...(keys ? { keys } : {})}
      onPress={() => show({ theme: dark ? 'light' : 'dark' })}
    >
      {dark ? <Sun size={17} aria-hidden /> : <Moon size={17} aria-hidden />}
    </IconButton>
  );
}
