package ops

import (
	"net"
	"os"
)

// Tell tells systemd, when that has started the process with Type=notify, that it
// is READY=1 or STOPPING=1. Without systemd it does nothing.
func Tell(state string) {
	socket := os.Getenv("NOTIFY_SOCKET")
	if socket == "" {
		return
	}
	if socket[0] == '@' { // in the abstract namespace
		socket = "\x00" + socket[1:]
	}
	conn, err := net.DialUnix("unixgram", nil, &net.UnixAddr{Name: socket, Net: "unixgram"})
	if err != nil {
		return // it will find out by itself
	}
	defer conn.Close()
	_, _ = conn.Write([]byte(state))
}
