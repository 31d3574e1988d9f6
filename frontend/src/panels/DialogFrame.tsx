import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button, Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';

interface DialogFrameProps {
  title: string;
  onClose: () => void;
  children: ReactNode;
  /** A dialogue that holds a table. */
  wide?: boolean;
  /** Whether a click beside it closes it too: not where something is being filled in. */
  lightly?: boolean;
  className?: string;
}

/** A dialogue with its title and a way out, for as long as it is on the page. */
export function DialogFrame({
  title,
  onClose,
  children,
  wide = false,
  lightly = true,
  className = '',
}: DialogFrameProps) {
  return (
    <ModalOverlay className="shade" isDismissable={lightly} isOpen onOpenChange={(open) => !open && onClose()}>
      <Modal className={`${wide ? 'dialog dialog-wide' : 'dialog'} ${className}`.trimEnd()}>
        <Dialog className="dialog-inner">
          <div className="panel-head">
            <Heading slot="title" className="dialog-title">
              {title}
            </Heading>
            <Button className="icon-button" aria-label="Close" onPress={onClose}>
              <X size={17} aria-hidden />
            </Button>
          </div>
          {children}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
