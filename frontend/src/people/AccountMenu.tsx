import { Button, Header, Menu, MenuItem, MenuSection, MenuTrigger, Popover } from 'react-aria-components';
import { go } from '@/state/place';
import { useMe } from '@/state/who';
import { signOut } from './leaving';
import { initialsOf, waysOf } from './ways';

const ROLES = { owner: '', admin: 'Administrator', teacher: 'Teacher', student: 'Student' };

/** Who is signed in, and what is theirs; nothing on a laptop, where nobody signs in. */
export function AccountMenu() {
  const { mode, account, class: group } = useMe();
  if (mode === 'laptop' || !account) return null;
  const { name, role } = account;
  const ways = waysOf({ mode, account });
  return (
    <MenuTrigger>
      <Button className="account-button" aria-label={`Account of ${name}`} data-initials={initialsOf(name)} />
      <Popover className="popover">
        <Menu className="menu" onAction={(key) => (key === 'sign_out' ? void signOut() : go(String(key)))}>
          <MenuSection className="menu-section">
            <Header className="account-who">
              <b>{name}</b>
              <span>{group ? `${ROLES[role]}, ${group.title}` : ROLES[role]}</span>
            </Header>
            {ways.map(({ address, title }) => (
              <MenuItem key={address} id={address} textValue={title} className="menu-item">
                <span className="menu-title">{title}</span>
              </MenuItem>
            ))}
            <MenuItem id="/account" textValue="Account" className="menu-item">
              <span className="menu-title">Account</span>
              <span className="menu-tells">What you use, password, keys for programs, your data.</span>
            </MenuItem>
            <MenuItem id="sign_out" textValue="Sign out" className="menu-item">
              <span className="menu-title">Sign out</span>
              {!account.has_password && <span className="menu-tells">You come back with your resume code.</span>}
            </MenuItem>
          </MenuSection>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
