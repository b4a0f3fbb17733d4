"""What a case of bad input sees of the device: one line, and a few questions that must have the same answers after each case."""
from clients_wire import IMAGE_GROUP, OS_GROUP, PARAMETERS, READ, UPLOAD, WRITE, Wire, packet

SECONDS = 300  # for one answer, on a machine that does other things too


class Device:
    """`whole`: upload number to a small image that may be uploaded there; nothing of it is ever marked for installation."""

    def __init__(self, path, whole, slot_size, no_such_numbers):
        self.path, self.whole, self.slot_size, self.no_such_numbers = path, whole, slot_size, no_such_numbers
        self.wire = Wire(path)
        self._count = 0

    def close(self):
        self.wire.close()

    def reopen(self):
        """Behind a case that broke off: what is still on its way to us is dropped."""
        self.wire.close()
        self.wire = Wire(self.path)

    def request(self, op, group, command, body, seconds=SECONDS, version=0):
        return self.wire.request(op, group, command, body, seconds, version)

    def is_alive(self):
        """The next answer that comes is the one to this echo."""
        self._count += 1
        text = f"alive {self._count}"
        assert self.wire.echo(text, SECONDS) == text

    def ignores(self, data):
        """Nothing is answered to it, and the request behind it is."""
        self.wire.write(data, SECONDS)
        self._count += 1
        sequence = 100 + self._count % 100
        self.wire.send(packet(WRITE, OS_GROUP, 0, {"d": "next"}, sequence=sequence))
        answer = self.wire.receive(SECONDS)
        assert (answer.sequence, answer.map) == (sequence, {"r": "next"}), f"answered to {data[:60]!r}: {answer}"

    def answer_to(self, content):
        """The map of the answer to this packet."""
        self.wire.send(content)
        answer = self.wire.receive(SECONDS)
        assert answer.sequence == content[6], f"{answer} to {content[:8].hex()}"
        return answer.map

    def parameters(self):
        return self.request(READ, OS_GROUP, PARAMETERS, {})

    def images(self):
        return self.wire.images(SECONDS)

    def installed(self, images=None):
        """What slot 0 of each image holds."""
        images = self.images() if images is None else images
        return sorted((one.get("image", 0), one["version"], one.get("hash", b"")) for one in images if one["slot"] == 0)

    def pending(self, images=None):
        return [one for one in (self.images() if images is None else images) if one.get("pending")]

    @staticmethod
    def is_error(answer):
        """The error code of SMP version 1, or that of the group."""
        return bool(answer.get("rc")) or "err" in answer

    def upload(self, body, seconds=SECONDS):
        return self.request(WRITE, IMAGE_GROUP, UPLOAD, body, seconds)

    def refuses(self, body, what):
        answer = self.upload(body)
        assert self.is_error(answer), f"{what}: {answer}"

    def sent_in_vain(self, file, number):
        """Refused at some piece, or taken and not pending, which the case looks at: then the bootloader would refuse it."""
        offset, answer = 0, {}
        while offset < len(file):
            body = {"off": offset, "data": file[offset:offset + 512]}
            answer = self.upload({"image": number, "len": len(file), **body} if offset == 0 else body)
            if self.is_error(answer):
                break
            assert answer["off"] > offset, str(answer)
            offset = answer["off"]
        return answer
