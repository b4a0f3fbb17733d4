"""An upload to serial recovery that may lose its device at any instant: a thread that sends pieces until all are taken."""
import hashlib
import threading

import clients_wire
from boots import RECOVERY, SECONDS

PIECE = 256


class Upload(threading.Thread):
    """`number` is that of MCUboot's direct upload: 1 the application's primary slot, 3 the network core."""

    def __init__(self, board, number, data):
        super().__init__(daemon=True)
        self.number, self.data, self.done, self.error = number, data, False, None
        board.device["recovery_pin"] = 1
        board.power_on()
        board.wait_for("app", RECOVERY, SECONDS)
        board.device["recovery_pin"] = 0
        self.wire = clients_wire.Wire(board.smp)

    def run(self):
        try:
            self.send()
            self.done = True
        except (OSError, clients_wire.NoAnswer, AssertionError) as error:
            self.error = error
        finally:
            self.wire.close()

    def send(self):
        offset = 0
        while offset < len(self.data):
            body = {"off": offset, "data": self.data[offset:offset + PIECE]}
            if offset == 0:
                body |= {"image": self.number, "len": len(self.data), "sha": hashlib.sha256(self.data).digest()}
            answer = self.wire.request(clients_wire.WRITE, clients_wire.IMAGE_GROUP, clients_wire.UPLOAD, body, 20)
            if answer.get("rc", 0) != 0 or answer.get("off", 0) <= offset:
                raise clients_wire.NoAnswer(f"piece at {offset}: {answer}")
            offset = answer["off"]
