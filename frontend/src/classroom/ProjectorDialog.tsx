import { X } from 'lucide-react';
import { Button, Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import type { JoinCode } from '@/protocol/classroom';
import { qrUrl } from './qr';

interface ProjectorDialogProps {
  title: string;
  code: JoinCode;
  onClose: () => void;
}

/** The code for a whole room to read, from the last row too. */
export function ProjectorDialog({ title, code, onClose }: ProjectorDialogProps) {
  const { host, protocol } = new URL(code.url);
  return (
    <ModalOverlay className="shade projector-shade" isOpen onOpenChange={(open) => !open && onClose()}>
      <Modal className="projector">
        <Dialog className="projector-inner">
          <Heading slot="title" className="projector-title">
            Join {title}
          </Heading>
          <Button className="icon-button projector-close" aria-label="Close" onPress={onClose}>
            <X size={22} aria-hidden />
          </Button>
          <img className="projector-qr" src={qrUrl(code)} alt="QR code of the link to join" />
          <div className="projector-words">
            <p className="projector-step">
              Scan, or open <b>{protocol === 'https:' ? host : `${protocol}//${host}`}</b> and type
            </p>
            <p className="projector-code number">{code.code}</p>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
