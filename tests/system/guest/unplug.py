# usage: unplug.py QMP_SOCKET DEVICE      pulls the device out and waits until it is gone
import json, socket, sys

monitor = socket.socket(socket.AF_UNIX)
monitor.connect(sys.argv[1])
lines = monitor.makefile("rw")


def ask(command, **arguments):
    lines.write(json.dumps({"execute": command, "arguments": arguments}) + "\n")
    lines.flush()


ask("qmp_capabilities")
ask("device_del", id=sys.argv[2])
for line in lines:
    message = json.loads(line)
    if "error" in message:
        sys.exit(str(message["error"]))
    if message.get("event") == "DEVICE_DELETED" and message["data"].get("device") == sys.argv[2]:
        sys.exit(0)
sys.exit("the guest is gone")
